//! A table of counters with buckets of fixed size.

use crate::{Tally, Window};

/// The keyed hash of a counter's name.
pub(super) type Tag = [u64; 2];

/// The number of slots in a bucket.
const WAYS: usize = 8;

/// A counter: the tally or the window of one subject.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    tag: Tag,
    pub(super) count: u32,
    until: i64,
    pub(super) expires: i64,
}

impl Slot {
    const EMPTY: Self = Self { tag: [0; 2], count: 0, until: 0, expires: i64::MIN };

    pub(super) fn of_tally(tag: Tag, tally: Tally, expires: i64) -> Self {
        Self { tag, count: tally.failures, until: tally.until, expires }
    }

    pub(super) fn of_window(tag: Tag, window: Window) -> Self {
        Self { tag, count: u32::try_from(window.count).unwrap_or(0), until: 0, expires: window.ends }
    }

    pub(super) fn tally(&self) -> Tally {
        Tally::new(self.count, self.until)
    }

    pub(super) fn window(&self) -> Window {
        Window::new(i64::from(self.count), self.expires)
    }

    fn is_alive(&self, now: i64) -> bool {
        now < self.expires
    }
}

/// The counters. A tag names two buckets, and the table grows when both are full, until it has its largest size.
#[derive(Debug)]
pub(super) struct Slots {
    /// Their number is a power of two.
    buckets: Vec<[Slot; WAYS]>,
    most_buckets: usize,
}

impl Slots {
    pub(super) fn within(bytes: usize) -> Self {
        let most = (bytes / size_of::<[Slot; WAYS]>()).max(1);
        // The largest power of two that fits.
        let most_buckets = 1 << most.ilog2();
        Self { buckets: vec![[Slot::EMPTY; WAYS]], most_buckets }
    }

    pub(super) fn find(&mut self, tag: Tag, now: i64) -> Option<&mut Slot> {
        let at = self.position(tag)?;
        self.slot(at).filter(|it| it.is_alive(now))
    }

    /// Writes a counter in place of its old value, of an expired counter, or else of the least important one.
    pub(super) fn put(&mut self, slot: Slot, now: i64) {
        while let Some((place, is_free)) = self.place_for(slot.tag, now) {
            if is_free || self.buckets.len() >= self.most_buckets {
                if let Some(place) = self.slot(place) {
                    *place = slot;
                }
                return;
            }
            self.grow();
        }
    }

    pub(super) fn remove(&mut self, tag: Tag) -> bool {
        let found = self.position(tag).and_then(|at| self.slot(at));
        found.map(|it| *it = Slot::EMPTY).is_some()
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.buckets.capacity() * size_of::<[Slot; WAYS]>()
    }

    /// Returns the best place for a counter, and true if no live counter is in it. Of two free places, the one in the
    /// emptier bucket is better.
    fn place_for(&self, tag: Tag, now: i64) -> Option<(Position, bool)> {
        let rank = |(at, slot): &(Position, &Slot)| {
            let is_alive = slot.is_alive(now) && slot.tag != tag;
            let weight = if is_alive { slot.count } else { self.crowd(*at, now) };
            (slot.tag != tag, is_alive, weight, slot.expires)
        };
        let best = self.places(tag).min_by_key(rank);
        best.map(|(at, slot)| (at, slot.tag == tag || !slot.is_alive(now)))
    }

    fn position(&self, tag: Tag) -> Option<Position> {
        self.places(tag).find(|(_, slot)| slot.tag == tag).map(|(at, _)| at)
    }

    /// Returns the slots of the two buckets of a tag.
    fn places(&self, tag: Tag) -> impl Iterator<Item = (Position, &Slot)> {
        tag.into_iter().flat_map(|half| {
            let bucket = usize::try_from(half).unwrap_or(usize::MAX) & (self.buckets.len() - 1);
            let slots = self.buckets.get(bucket).into_iter().flatten().enumerate();
            slots.map(move |(way, slot)| ((bucket, way), slot))
        })
    }

    /// Returns the number of live counters in a bucket.
    fn crowd(&self, (bucket, _): Position, now: i64) -> u32 {
        let slots = self.buckets.get(bucket).into_iter().flatten();
        slots.map(|it| u32::from(it.is_alive(now))).sum()
    }

    fn slot(&mut self, (bucket, way): Position) -> Option<&mut Slot> {
        self.buckets.get_mut(bucket)?.get_mut(way)
    }

    /// Doubles the table.
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.buckets);
        self.buckets = vec![[Slot::EMPTY; WAYS]; old.len() * 2];
        for slot in old.into_iter().flatten().filter(|it| it.expires != i64::MIN) {
            self.put(slot, i64::MIN);
        }
    }
}

/// A bucket and a slot in it.
type Position = (usize, usize);
