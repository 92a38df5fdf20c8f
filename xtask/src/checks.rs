//! The commands that check the workspace as those see it who depend on it.

use crate::api::{self, Mode};
use crate::{features, fuzz, minimal_versions, msrv, plant, release};

/// One such command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Api(Mode),
    Features,
    Fuzz { seconds: u64, target: Option<String> },
    MinimalVersions,
    Msrv,
    Package,
    Plant { rows: Vec<String> },
    ReleaseNotes { version: String },
}

pub(crate) const USAGE: &str = "
  api                     the public API, compared with the texts in `api/`; with --record, writes them; with --since <tag>,
                          what changed since that release
  features                every published crate alone: without features, with each of them, and with all
  fuzz [target]           feeds each fuzz target for a minute, or one of them; with --seconds <n>, for that long
  minimal-versions        every published crate with the oldest versions that its manifest allows
  msrv                    every published crate with the Rust that it states, by toolchains of rustup
  package                 packs every published crate and compiles it from its package
  plant [row…]            plants each bug of the regression catalogue in a copy, or those of some rows, and expects its tests to fail
  release-notes <version> what the changelog says of a version";

impl Check {
    /// `None` if it is no such command.
    pub(crate) fn parse(words: &[&str]) -> Option<Result<Self, String>> {
        Some(match words {
            ["api"] => Ok(Self::Api(Mode::Check)),
            ["api", "--record"] => Ok(Self::Api(Mode::Record)),
            ["api", "--since", commit] => Ok(Self::Api(Mode::Since((*commit).to_owned()))),
            ["features"] => Ok(Self::Features),
            ["fuzz", rest @ ..] => fuzzing(rest),
            ["minimal-versions"] => Ok(Self::MinimalVersions),
            ["msrv"] => Ok(Self::Msrv),
            ["package"] => Ok(Self::Package),
            ["plant", rows @ ..] => planting(rows),
            ["release-notes", version] => Ok(Self::ReleaseNotes { version: (*version).to_owned() }),
            ["release-notes", ..] => Err("`release-notes` takes one version".to_owned()),
            [command @ ("api" | "features" | "minimal-versions" | "msrv" | "package"), rest @ ..] => {
                Err(format!("`{command}` does not take `{}`", rest.join(" ")))
            }
            _ => return None,
        })
    }

    pub(crate) fn run(self) -> Result<(), String> {
        match self {
            Self::Api(mode) => api::run(&mode),
            Self::Features => features::run(),
            Self::Fuzz { seconds, target } => fuzz::run(seconds, target.as_deref()),
            Self::MinimalVersions => minimal_versions::run(),
            Self::Msrv => msrv::run(),
            Self::Package => release::package(),
            Self::Plant { rows } => plant::run(&rows),
            Self::ReleaseNotes { version } => release::notes(&version),
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

fn planting(rows: &[&str]) -> Result<Check, String> {
    match rows.iter().find(|it| it.starts_with('-')) {
        None => Ok(Check::Plant { rows: rows.iter().map(|it| (*it).to_owned()).collect() }),
        Some(flag) => Err(format!("`plant` does not take `{flag}`")),
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
        assert_eq!(parse("msrv"), Some(Ok(Check::Msrv)));
        assert_eq!(parse("api --record"), Some(Ok(Check::Api(Mode::Record))));
        assert_eq!(parse("api --since v1.0.0"), Some(Ok(Check::Api(Mode::Since("v1.0.0".to_owned())))));
        let version = "1.0.0".to_owned();
        assert_eq!(parse("release-notes 1.0.0"), Some(Ok(Check::ReleaseNotes { version })));
        assert!(parse("release-notes").unwrap().is_err());
        assert_eq!(parse("features --fast"), Some(Err("`features` does not take `--fast`".to_owned())));
        assert_eq!(parse("plant"), Some(Ok(Check::Plant { rows: Vec::new() })));
        assert_eq!(parse("plant 003"), Some(Ok(Check::Plant { rows: vec!["003".to_owned()] })));
        assert!(parse("plant --fast").unwrap().is_err());
        assert_eq!(parse("tidy"), None);
    }
}
