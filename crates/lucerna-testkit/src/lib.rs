//! The store contract of Lucerna, a clock to turn, and stores that spy and fail.
