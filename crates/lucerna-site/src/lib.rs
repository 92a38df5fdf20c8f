//! Registered domains by the public suffix list, for Lucerna's allowed sites.
