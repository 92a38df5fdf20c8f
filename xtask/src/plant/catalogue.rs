//! The bugs that can be planted, as `xtask/plants/<row>.toml` describes them.

use crate::command::root;
use std::fs;
use toml::{Table, Value};

/// The directory of the plants, with a file for each row of `SECURITY.md`.
pub(crate) const DIRECTORY: &str = "xtask/plants/";
/// The tests that no plant is for, with the reasons.
pub(crate) const EXEMPTIONS: &str = "xtask/plants/exempt.toml";

/// A bug, and the tests that have to fail with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plant {
    /// The row of `SECURITY.md`, three digits.
    pub(crate) row: String,
    pub(crate) bug: String,
    pub(crate) edits: Vec<Edit>,
    pub(crate) tests: Vec<TestName>,
}

/// A text that is found once in a file, and the text that replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) file: String,
    pub(crate) find: String,
    pub(crate) becomes: String,
}

/// A test, written as `package target name`. The target is `lib` or that of an integration test.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TestName {
    pub(crate) package: String,
    pub(crate) target: String,
    /// The function, or the end of its path.
    pub(crate) name: String,
}

#[derive(Debug, Default)]
pub(crate) struct Catalogue(pub(crate) Vec<Plant>);

impl Catalogue {
    pub(crate) fn load() -> Result<Self, String> {
        let entries = fs::read_dir(root().join(DIRECTORY)).map_err(|it| format!("{DIRECTORY}: {it}"))?;
        let mut plants = Vec::new();
        for path in entries.flatten().map(|it| it.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).map_err(|it| format!("{name}: {it}"))?;
            plants.extend(Self::parse(&name, &text)?.0);
        }
        plants.sort_by(|a, b| a.row.cmp(&b.row));
        Ok(Self(plants))
    }

    /// Reads the plants of a file. The file of exemptions has none.
    pub(crate) fn parse(file_name: &str, text: &str) -> Result<Self, String> {
        let row = file_name.trim_end_matches(".toml");
        let at = |problem: String| format!("{DIRECTORY}{file_name}: {problem}");
        let table: Table = text.parse().map_err(|it: toml::de::Error| at(it.to_string()))?;
        let plants = table.get("plant").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        plants.iter().map(|it| plant(row, it)).collect::<Result<_, _>>().map(Self).map_err(at)
    }

    /// Returns the plants of these rows, or all without rows.
    pub(crate) fn of_rows(self, rows: &[String]) -> Result<Vec<Plant>, String> {
        match rows.iter().find(|row| !self.0.iter().any(|it| it.row == **row)) {
            Some(row) => Err(format!("no plant is for the row {row}")),
            None => Ok(self.0.into_iter().filter(|it| rows.is_empty() || rows.contains(&it.row)).collect()),
        }
    }
}

fn plant(row: &str, value: &Value) -> Result<Plant, String> {
    let more = value.get("also").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let edits = std::iter::once(value).chain(more).map(edit).collect::<Result<_, _>>()?;
    let tests = value.get("tests").and_then(Value::as_array).ok_or("a plant has no `tests`")?;
    let tests = tests.iter().map(test_name).collect::<Result<_, _>>()?;
    Ok(Plant { row: row.to_owned(), bug: text(value, "bug")?, edits, tests })
}

fn edit(value: &Value) -> Result<Edit, String> {
    let edit =
        Edit { file: text(value, "file")?, find: text(value, "find")?, becomes: text(value, "becomes")? };
    if edit.find == edit.becomes { Err(format!("`{}` becomes itself", edit.find)) } else { Ok(edit) }
}

fn text(value: &Value, name: &str) -> Result<String, String> {
    let text = value.get(name).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| format!("a plant has no `{name}`"))
}

fn test_name(value: &Value) -> Result<TestName, String> {
    let words: Vec<_> = value.as_str().unwrap_or_default().split(' ').map(str::to_owned).collect();
    let [package, target, name] =
        words.try_into().map_err(|_| format!("{value:?} is not `package target name`"))?;
    Ok(TestName { package, target, name })
}

impl TestName {
    /// The name of the function, without its modules.
    pub(crate) fn function(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANT: &str = "
        [[plant]]
        bug = 'the beginning counts'
        file = 'a.rs'
        find = 'a == b'
        becomes = 'a.starts_with(b)'
        also = [{ file = 'b.rs', find = 'x', becomes = 'y' }]
        tests = ['lucerna-core lib a::rt_003_b']
    ";

    #[test]
    fn a_plant_has_edits_and_tests() {
        let plants = Catalogue::parse("003.toml", PLANT).unwrap().of_rows(&["003".to_owned()]).unwrap();
        let edit = |file: &str, find: &str, becomes: &str| {
            let [file, find, becomes] = [file, find, becomes].map(str::to_owned);
            Edit { file, find, becomes }
        };
        assert_eq!(plants[0].edits, [edit("a.rs", "a == b", "a.starts_with(b)"), edit("b.rs", "x", "y")]);
        assert_eq!((plants[0].row.as_str(), plants[0].tests[0].function()), ("003", "rt_003_b"));
        assert!(Catalogue::parse("003.toml", PLANT).unwrap().of_rows(&["004".to_owned()]).is_err());
    }

    #[test]
    fn what_is_missing_is_named() {
        let problem = |text: &str| Catalogue::parse("003.toml", text).unwrap_err();
        assert!(problem(&PLANT.replace("find = 'a == b'", "")).contains("003.toml: a plant has no `find`"));
        assert!(problem(&PLANT.replace("core lib", "core")).contains("is not `package target name`"));
        assert!(problem(&PLANT.replace("'a == b'", "'a.starts_with(b)'")).contains("becomes itself"));
        assert!(problem("[[plant").contains("003.toml"));
    }
}
