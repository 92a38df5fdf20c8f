//! Packages of Python that a test needs: from PyPI, each told by its version and its hash.

use crate::error::{During, Error};
use crate::programs::run;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Installed packages of Python, and the Python that finds them.
///
/// ```no_run
/// use lucerna_servers::PythonPackages;
/// use std::path::Path;
///
/// // Written by `uv pip compile --generate-hashes --universal`.
/// let requirements = "attrs==26.1.0 --hash=sha256:…";
/// let python = PythonPackages::install(requirements, Path::new("target/tmp"))?;
/// assert_eq!(python.run(["-c", "import attrs; print(1)"])?, "1\n");
/// # Ok::<(), lucerna_servers::Error>(())
/// ```
#[derive(Debug)]
pub struct PythonPackages {
    place: PathBuf,
}

impl PythonPackages {
    /// Installs the packages of this list below a directory, unless they are there. Another list has another place.
    ///
    /// # Errors
    ///
    /// If pip is not installed, or a package cannot be fetched or has another hash.
    pub fn install(requirements: &str, below: &Path) -> Result<Self, Error> {
        let tag =
            run(Command::new("python3").args(["-c", "import sys; print(sys.implementation.cache_tag)"]))?;
        let mut hasher = DefaultHasher::new();
        (&tag, requirements).hash(&mut hasher);
        let place = below.join(format!("python-{:016x}", hasher.finish()));
        if !place.is_dir() {
            fetch(requirements, below, &place)?;
        }
        Ok(Self { place })
    }

    /// Returns a command of the Python that finds the packages.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", &self.place).env("PYTHONDONTWRITEBYTECODE", "1").env("NO_COLOR", "1");
        python.env("PATH", self.search_path());
        python
    }

    /// Runs Python with these arguments to its end, and returns what it printed.
    ///
    /// # Errors
    ///
    /// If it fails. The message has what it printed.
    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<String, Error> {
        run(self.command().args(arguments))
    }

    /// The search path with the programs of the packages before all others.
    fn search_path(&self) -> std::ffi::OsString {
        let rest = env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(self.place.join("bin")).chain(env::split_paths(&rest));
        env::join_paths(paths).unwrap_or(rest)
    }
}

/// Fetches the packages beside their place and moves them there at the end, so that half an installation is not taken for one.
fn fetch(requirements: &str, below: &Path, place: &Path) -> Result<(), Error> {
    fs::create_dir_all(below).during("creating the directory of Python's packages")?;
    let part = tempfile::tempdir_in(below).during("creating a directory for Python's packages")?;
    let (list, packages) = (part.path().join("requirements.txt"), part.path().join("packages"));
    fs::write(&list, requirements).during("writing the list of Python's packages")?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
    pip.arg("--require-hashes").arg("--target").arg(&packages).arg("--requirement").arg(&list);
    run(&mut pip)?;
    match fs::rename(packages, place) {
        // Another process was faster.
        Err(_) if place.is_dir() => Ok(()),
        moved => moved.during("moving Python's packages"),
    }
}
