//! The tools in Python, and the scripts that use them.

use lucerna_servers::PythonPackages;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

/// Written by `uv pip compile --generate-hashes --universal --python-version 3.11 --no-header --no-annotate` for `jsonschema`,
/// `openapi-python-client`, `openapi-spec-validator` and `rfc3339-validator`.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// The name of the generated package is given, since the one of the document depends on the application.
const GENERATOR: &str = "package_name_override: accounts\npost_hooks: []\n";

/// Python with the packages.
pub(crate) struct Python {
    packages: &'static PythonPackages,
    more: Option<PathBuf>,
}

impl Python {
    pub(crate) fn get() -> Self {
        static PACKAGES: OnceLock<PythonPackages> = OnceLock::new();
        let install =
            || PythonPackages::install(REQUIREMENTS, Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
        Self { packages: PACKAGES.get_or_init(install), more: None }
    }

    /// Generates the client, and returns the directory with it.
    pub(crate) fn generate(&self, document: &str) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name).display().to_string();
        fs::write(at("openapi.json"), document).unwrap();
        fs::write(at("generator.yaml"), GENERATOR).unwrap();
        let (path, output, config) = (at("openapi.json"), at("accounts"), at("generator.yaml"));
        let arguments = ["-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"];
        let arguments = arguments.iter().copied().chain(["--path", &path, "--output-path", &output]);
        self.packages.run(arguments.chain(["--config", &config])).unwrap();
        directory
    }

    /// Adds a directory with packages.
    pub(crate) fn with(self, directory: &tempfile::TempDir) -> Self {
        Self { more: Some(directory.path().to_owned()), ..self }
    }

    /// Runs a script of this directory, which fails by its status.
    pub(crate) fn script(&self, name: &str, arguments: &[&str]) {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi/python");
        let mut python = self.packages.command();
        if let Some(more) = &self.more {
            let known = python.get_envs().find(|(name, _)| *name == "PYTHONPATH").and_then(|it| it.1);
            let paths = env::join_paths([more.as_os_str(), known.unwrap()]).unwrap();
            python.env("PYTHONPATH", paths);
        }
        let output = python.arg(scripts.join(name)).args(arguments).output().unwrap();
        let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
        assert!(output.status.success(), "{name}:\n{}{}", text(&output.stdout), text(&output.stderr));
    }
}
