//! The cost of a page through the handler of the account pages, compared with the same page written by hand.

use super::record::Figure;
use std::fmt;

/// The largest allowed cost through the handler, in percent of the page written by hand.
const MAX_PERCENT: u64 = 110;

/// One page on one store.
pub(crate) struct PageCost {
    name: String,
    by_hand: u64,
    by_handler: u64,
}

impl PageCost {
    /// Returns the pages that were counted both ways: `…_by_hand_…` and `…_by_handler_…`.
    pub(crate) fn all_of(figures: &[Figure]) -> Vec<Self> {
        let both = |it: &Figure| {
            let (page, store) = it.name.split_once("_by_handler_")?;
            let by_hand = format!("{page}_by_hand_{store}");
            let by_hand = figures.iter().find(|it| it.name == by_hand)?.count;
            Some(Self { name: format!("{page}_{store}"), by_hand, by_handler: it.count })
        };
        figures.iter().filter_map(both).collect()
    }

    /// Fails if the handler costs too much.
    pub(crate) fn judge(&self) -> Result<(), String> {
        if self.by_handler * 100 > self.by_hand * MAX_PERCENT {
            return Err(format!("{self}: more than {MAX_PERCENT} %. Make the handler cheaper"));
        }
        Ok(())
    }

    fn percent(&self) -> f64 {
        self.by_handler as f64 / self.by_hand as f64 * 100.0
    }
}

impl fmt::Display for PageCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the handler costs {:.1} % of the page by hand", self.name, self.percent())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(figures: &[(&str, u64)]) -> Vec<PageCost> {
        let figure = |it: &(&str, u64)| Figure { name: it.0.to_owned(), count: it.1 };
        PageCost::all_of(&figures.iter().map(figure).collect::<Vec<_>>())
    }

    #[test]
    fn ten_percent_more_passes_and_one_instruction_more_does_not() {
        let of = |by_handler| {
            let figures =
                [("page_by_hand_sqlite", 1000), ("page_by_handler_sqlite", by_handler), ("other", 9)];
            costs(&figures).iter().map(PageCost::judge).collect::<Result<Vec<_>, _>>()
        };
        assert_eq!((of(1100), of(10)), (Ok(vec![()]), Ok(vec![()])));
        let problem = of(1101).unwrap_err();
        assert!(
            problem.starts_with("page_sqlite: the handler costs 110.1 % of the page by hand"),
            "{problem}"
        );
    }

    #[test]
    fn only_a_page_that_is_counted_both_ways_is_compared() {
        assert!(costs(&[("page_by_hand_sqlite", 1), ("page_by_handler_memory", 2)]).is_empty());
    }
}
