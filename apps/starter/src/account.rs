//! The account product: the pages, their mail and their audit trail, built from the configuration.

use crate::config::Config;
use crate::dev_mail::DevMail;
use crate::error_page;
use crate::mail_settings::MailRoute;
use crate::profile::Profile;
use lucerna::audit::{Audit, Recorder};
use lucerna::mail::{Mail, MailBuilder, MailPages, MemoryMail, NoticeObserver, Notices, notices};
use lucerna::pages::{Pages, TranslatedLetters};
use lucerna::{Auth, AuthBuilder, Origin};
use std::error::Error;

/// The account pages, with the tasks that run beside them.
pub(crate) struct Account {
    pub(crate) pages: Pages<Profile>,
    pub(crate) mail: Option<Mail<Profile>>,
    pub(crate) audit: Audit,
    /// The letters of an application on this machine without a mail server.
    pub(crate) dev_mail: Option<DevMail>,
}

/// The observers of an application with account pages, for the builder of its `Auth`.
pub(crate) struct AccountObservers {
    recorder: Recorder,
    notices: Option<NoticeObserver>,
}

/// The receivers of what the observers see.
pub(crate) struct AccountReceivers {
    recorder: Recorder,
    notices: Option<Notices>,
}

/// Returns the observers, and what [`Account::open`] needs of them.
pub(crate) fn observe(config: &Config, origin: &Origin) -> (AccountObservers, AccountReceivers) {
    let recorder = Recorder::default();
    let has_mail = !matches!(config.mail.route(origin), MailRoute::Off);
    let (observer, notices) = has_mail.then(notices).unzip();
    let observers = AccountObservers { recorder: recorder.clone(), notices: observer };
    (observers, AccountReceivers { recorder, notices })
}

impl AccountObservers {
    pub(crate) fn apply(self, builder: AuthBuilder<Profile, ()>) -> AuthBuilder<Profile, ()> {
        let builder = builder.observer(self.recorder);
        match self.notices {
            Some(notices) => builder.observer(notices),
            None => builder,
        }
    }
}

impl Account {
    pub(crate) fn open(
        auth: &Auth<Profile>,
        config: &Config,
        origin: &Origin,
        receivers: AccountReceivers,
    ) -> Result<Self, Box<dyn Error>> {
        let audit = Audit::new(auth, receivers.recorder)?;
        let (mail, dev_mail) = open_mail(auth, config, origin)?;
        let mail = mail.map(|it| build_mail(it, config, receivers.notices)).transpose()?;
        let names = config.mail.names(origin);
        let mut builder = Pages::builder(auth, Profile::maker(auth, names))
            .name(&config.looks.name)
            .base_path(config.base.as_str())
            .names(names)
            .activity(audit.clone())
            .deletion_after(config.looks.deletion_after)
            .style(&config.looks.style)
            .languages(&config.looks.languages);
        for (language, text) in error_page::TEXTS {
            builder = builder.text(language, text);
        }
        if let Some(logo) = &config.looks.logo {
            builder = builder.logo(logo);
        }
        if let Some(mail) = &mail {
            builder = builder.mail(mail.clone());
        }
        Ok(Self { pages: builder.build()?, mail, audit, dev_mail })
    }
}

type OpenMail = (Option<MailBuilder<Profile>>, Option<DevMail>);

fn open_mail(auth: &Auth<Profile>, config: &Config, origin: &Origin) -> Result<OpenMail, Box<dyn Error>> {
    let sender = config.mail.sender(&config.looks.name);
    match config.mail.route(origin) {
        MailRoute::Smtp(url) => Ok((Some(Mail::builder(auth, url.transport()?, &sender)?), None)),
        MailRoute::DevPage => {
            let letters = MemoryMail::default();
            let mail = Mail::builder(auth, letters.clone(), &sender)?;
            Ok((Some(mail), Some(DevMail { letters, base: config.base.clone(), origin: origin.clone() })))
        }
        MailRoute::Off => Ok((None, None)),
    }
}

fn build_mail(
    builder: MailBuilder<Profile>,
    config: &Config,
    notices: Option<Notices>,
) -> Result<Mail<Profile>, Box<dyn Error>> {
    let letters = TranslatedLetters::default().languages(&config.looks.languages)?;
    let builder = builder.letters(letters).pages(MailPages::below(config.base.as_str()));
    let builder = match notices {
        Some(notices) => builder.notices(notices),
        None => builder,
    };
    Ok(builder.build()?)
}
