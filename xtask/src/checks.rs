//! The commands that check the workspace as those see it who depend on it.

use crate::{features, fuzz, minimal_versions};

/// One such command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Features,
    Fuzz { seconds: u64, target: Option<String> },
    MinimalVersions,
}

pub(crate) const USAGE: &str = "
  features                every published crate alone: without features, with each of them, and with all
  fuzz [target]           feeds each fuzz target for a minute, or one of them; with --seconds <n>, for that long
  minimal-versions        every published crate with the oldest versions that its manifest allows";

impl Check {
    /// `None` if it is no such command.
    pub(crate) fn parse(words: &[&str]) -> Option<Result<Self, String>> {
        Some(match words {
            ["features"] => Ok(Self::Features),
            ["fuzz", rest @ ..] => fuzzing(rest),
            ["minimal-versions"] => Ok(Self::MinimalVersions),
            [command @ ("features" | "minimal-versions"), rest @ ..] => {
                Err(format!("`{command}` does not take `{}`", rest.join(" ")))
            }
            _ => return None,
        })
    }

    pub(crate) fn run(self) -> Result<(), String> {
        match self {
            Self::Features => features::run(),
            Self::Fuzz { seconds, target } => fuzz::run(seconds, target.as_deref()),
            Self::MinimalVersions => minimal_versions::run(),
        }
    }
}

fn fuzzing(words: &[&str]) -> Result<Check, String> {
    let (seconds, rest) = match words {
        ["--seconds", seconds, rest @ ..] => (seconds.parse().ok(), rest),
        [target, "--seconds", seconds] => (seconds.parse().ok(), std::slice::from_ref(target)),
        rest => (Some(fuzz::SECONDS), rest),
    };
    let seconds = seconds.ok_or("`--seconds` takes a number")?;
    match rest {
        [] => Ok(Check::Fuzz { seconds, target: None }),
        [target] if !target.starts_with('-') => {
            Ok(Check::Fuzz { seconds, target: Some((*target).to_owned()) })
        }
        rest => Err(format!("`fuzz` does not take `{}`", rest.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Option<Result<Check, String>> {
        Check::parse(&line.split_whitespace().collect::<Vec<_>>())
    }

    #[test]
    fn fuzzing_takes_a_target_and_seconds() {
        let fuzz = |seconds, target: Option<&str>| {
            Some(Ok(Check::Fuzz { seconds, target: target.map(str::to_owned) }))
        };
        assert_eq!(parse("fuzz"), fuzz(60, None));
        assert_eq!(parse("fuzz cookie"), fuzz(60, Some("cookie")));
        assert_eq!(parse("fuzz --seconds 5"), fuzz(5, None));
        assert_eq!(parse("fuzz --seconds 5 cookie"), parse("fuzz cookie --seconds 5"));
        for line in ["fuzz --seconds", "fuzz --seconds x", "fuzz --fast", "fuzz a b"] {
            assert!(parse(line).unwrap().is_err(), "{line}");
        }
    }

    #[test]
    fn other_commands_are_left_to_others() {
        assert_eq!(parse("features"), Some(Ok(Check::Features)));
        assert_eq!(parse("minimal-versions"), Some(Ok(Check::MinimalVersions)));
        assert_eq!(parse("features --fast"), Some(Err("`features` does not take `--fast`".to_owned())));
        assert_eq!(parse("tidy"), None);
    }
}
