//! The browser and the system that a user agent names.

/// The parts of a user agent that describe a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Device<'a> {
    pub(crate) kind: DeviceKind,
    /// The browser, or the program.
    pub(crate) browser: Option<&'a str>,
    pub(crate) system: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceKind {
    Computer,
    Phone,
    Tablet,
    /// A caller that is no browser.
    Program,
}

impl DeviceKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Program => "program",
        }
    }
}

/// The browsers by their own token. A browser that is built on another has the other's token as well, so it comes first.
const BROWSERS: [(&str, &str); 17] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("AppleWebKit/", "WebKit"),
];

/// The systems by a part of the first comment, with the kind of device.
const SYSTEMS: [(&str, &str, DeviceKind); 9] = [
    ("iPhone", "iOS", DeviceKind::Phone),
    ("iPod", "iOS", DeviceKind::Phone),
    ("iPad", "iPadOS", DeviceKind::Tablet),
    ("Android", "Android", DeviceKind::Phone),
    ("CrOS", "ChromeOS", DeviceKind::Computer),
    ("Windows", "Windows", DeviceKind::Computer),
    ("Macintosh", "macOS", DeviceKind::Computer),
    ("FreeBSD", "FreeBSD", DeviceKind::Computer),
    ("Linux", "Linux", DeviceKind::Computer),
];

impl<'a> Device<'a> {
    /// Reads a user agent.
    pub(crate) fn read(agent: &'a str) -> Self {
        if !agent.starts_with("Mozilla/") {
            let name = agent.split([' ', '/', '(']).next().unwrap_or_default();
            // The client chose the text: it may be a name, and no message.
            let browser = Some(name).filter(|it| (1..=24).contains(&it.len()) && it.bytes().all(is_name));
            return Self { kind: DeviceKind::Program, browser, system: system(agent).map(|(name, _)| name) };
        }
        let browser = BROWSERS.iter().find(|(token, _)| agent.contains(token)).map(|(_, name)| *name);
        let (system, kind) = system(agent).unzip();
        let kind = match kind {
            // Android's tablets leave out the word that its phones have.
            Some(DeviceKind::Phone) if system == Some("Android") && !agent.contains("Mobile") => {
                DeviceKind::Tablet
            }
            kind => kind.unwrap_or(DeviceKind::Computer),
        };
        Self { kind, browser, system }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn system(agent: &str) -> Option<(&'static str, DeviceKind)> {
    let comment = agent.split_once('(').map_or("", |(_, rest)| rest.split(')').next().unwrap_or_default());
    SYSTEMS.iter().find(|(part, ..)| comment.contains(part)).map(|(_, name, kind)| (*name, *kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviceKind::{Computer, Phone, Program, Tablet};

    #[test]
    fn browsers_and_systems_are_recognized() {
        const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, kind, browser, system) in [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36"), Computer, "Chrome", "Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"), Computer, "Edge", "Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0"), Computer, "Opera", "Windows"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15".to_owned(), Computer, "Safari", "macOS"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(), Computer, "Firefox", "Linux"),
            (format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36"), Computer, "Chrome", "ChromeOS"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1".to_owned(), Phone, "Safari", "iOS"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15".to_owned(), Phone, "Firefox", "iOS"),
            ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1".to_owned(), Tablet, "Chrome", "iPadOS"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36"), Phone, "Chrome", "Android"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Safari/537.36"), Tablet, "Chrome", "Android"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"), Phone, "Samsung Internet", "Android"),
        ] {
            let expected = Device { kind, browser: Some(browser), system: Some(system) };
            assert_eq!(Device::read(&agent), expected, "{agent}");
        }
    }

    #[test]
    fn a_program_is_named_by_its_first_word() {
        let program = |browser, system| Device { kind: Program, browser, system };
        assert_eq!(Device::read("curl/8.5.0"), program(Some("curl"), None));
        assert_eq!(Device::read("MyApp/2.1 (iPhone; iOS 26.0)"), program(Some("MyApp"), Some("iOS")));
        assert_eq!(Device::read(""), program(None, None));
        for text in ["/", "<b>", "please-call-555-0100-about-it", "é"] {
            assert_eq!(Device::read(text), program(None, None), "{text}");
        }
        let unknown = Device { kind: Computer, browser: None, system: None };
        assert_eq!(Device::read("Mozilla/5.0"), unknown);
        assert_eq!(Device::read("Mozilla/5.0 (\u{fffd}<script>"), unknown);
    }
}
