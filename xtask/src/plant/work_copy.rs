//! The copy of the working tree in which bugs are planted: `target/plant/tree`, with its own `target`.

use super::catalogue::Plant;
use crate::command::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct WorkCopy {
    root: PathBuf,
}

/// A bug in the copy, with the texts that it replaced.
#[must_use]
pub(crate) struct Planted(Vec<(PathBuf, String)>);

impl WorkCopy {
    /// Copies the tracked files of the working tree. A file that is the same already keeps its time, so that cargo does
    /// not compile it again.
    pub(crate) fn prepare() -> Result<Self, String> {
        let copy = Self { root: root().join("target/plant/tree") };
        let wanted = tracked_files()?;
        fs::create_dir_all(&copy.root).map_err(|it| it.to_string())?;
        copy.remove_others(&copy.root, &wanted)?;
        for path in &wanted {
            copy_file(&root().join(path), &copy.root.join(path))?;
        }
        Ok(copy)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Replaces the texts of the plant.
    pub(crate) fn plant(&self, plant: &Plant) -> Result<Planted, String> {
        let mut planted = Planted(Vec::new());
        for edit in &plant.edits {
            let path = self.root.join(&edit.file);
            let text = fs::read_to_string(&path).map_err(|it| format!("{}: {it}", edit.file))?;
            let count = text.matches(&edit.find).count();
            if count != 1 {
                planted.remove()?;
                return Err(format!("`{}` is found {count} times in {}", edit.find, edit.file));
            }
            let replaced = text.replacen(&edit.find, &edit.becomes, 1);
            planted.0.push((path.clone(), text));
            fs::write(path, replaced).map_err(|it| it.to_string())?;
        }
        Ok(planted)
    }

    /// Deletes files that the working tree does not have any more.
    fn remove_others(&self, directory: &Path, wanted: &BTreeSet<PathBuf>) -> Result<(), String> {
        let entries = fs::read_dir(directory).map_err(|it| it.to_string())?;
        for path in entries.flatten().map(|it| it.path()) {
            let own = path.strip_prefix(&self.root).unwrap_or(&path);
            if own == Path::new("target") {
                continue;
            }
            if path.is_dir() {
                self.remove_others(&path, wanted)?;
            } else if !wanted.contains(own) {
                fs::remove_file(&path).map_err(|it| it.to_string())?;
            }
        }
        Ok(())
    }
}

impl Planted {
    /// Writes the texts back, the last one first, since one file may have two edits. The files get the current time, by
    /// which cargo notices the change.
    pub(crate) fn remove(self) -> Result<(), String> {
        self.0
            .into_iter()
            .rev()
            .try_for_each(|(path, text)| fs::write(path, text).map_err(|it| it.to_string()))
    }
}

fn tracked_files() -> Result<BTreeSet<PathBuf>, String> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    let output = output.map_err(|it| format!("`git ls-files` did not start: {it}"))?;
    let names = String::from_utf8_lossy(&output.stdout);
    let files = names.split('\0').filter(|it| !it.is_empty() && root().join(it).is_file());
    let files: BTreeSet<_> = files.map(PathBuf::from).collect();
    if files.is_empty() { Err("git tracks no file here".to_owned()) } else { Ok(files) }
}

fn copy_file(from: &Path, to: &Path) -> Result<(), String> {
    let at = |it: std::io::Error| format!("{}: {it}", from.display());
    let bytes = fs::read(from).map_err(at)?;
    if fs::read(to).is_ok_and(|it| it == bytes) {
        return Ok(());
    }
    fs::create_dir_all(to.parent().unwrap_or(to)).map_err(at)?;
    // Not `fs::copy`, which may keep the time of an earlier change than the last build.
    fs::write(to, bytes).map_err(at)?;
    fs::set_permissions(to, fs::metadata(from).map_err(at)?.permissions()).map_err(at)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::Edit;
    use super::*;

    fn plant(find: &str, becomes: &str) -> Plant {
        let [file, find, becomes] = ["a.rs", find, becomes].map(str::to_owned);
        Plant { edits: vec![Edit { file, find, becomes }], ..Plant::default() }
    }

    #[test]
    fn a_bug_is_planted_once_and_removed() {
        let directory = std::env::temp_dir().join(format!("plant-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let copy = WorkCopy { root: directory.clone() };
        let file = directory.join("a.rs");
        let text = || fs::read_to_string(&file).unwrap();
        fs::write(&file, "a == b; c == d; c").unwrap();
        let planted = copy.plant(&plant("a == b", "true")).unwrap();
        assert_eq!(text(), "true; c == d; c");
        planted.remove().unwrap();
        assert_eq!(text(), "a == b; c == d; c");
        for unclear in ["c", "x"] {
            assert!(copy.plant(&plant(unclear, "y")).is_err(), "{unclear}");
            assert_eq!(text(), "a == b; c == d; c");
        }
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn the_copy_has_the_tracked_files() {
        let files = tracked_files().unwrap();
        assert!(files.contains(Path::new("Cargo.toml")) && !files.iter().any(|it| it.starts_with("target")));
    }
}
