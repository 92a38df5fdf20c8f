# Die Texte der Kontoseiten auf Deutsch.

date = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }
ago-now = gerade eben
ago-minutes = { $count ->
    [one] vor 1 Minute
   *[other] vor { $count } Minuten
}
ago-hours = { $count ->
    [one] vor 1 Stunde
   *[other] vor { $count } Stunden
}
ago-days = { $count ->
    [one] vor 1 Tag
   *[other] vor { $count } Tagen
}
seen-today = vor weniger als einem Tag

# Jede Seite
skip = Zum Inhalt springen
error-prefix = Fehler:
sign-out = Abmelden
account-menu = Kontomenü

# Felder
username = Benutzername
username-hint = { $min } bis { $max } Zeichen. Groß- und Kleinschreibung spielt beim Anmelden keine Rolle.
password = Passwort
password-new = Neues Passwort
password-current = Aktuelles Passwort
password-hint = Mindestens { $min } Zeichen. Mehrere Wörter ohne Zusammenhang sind ein starkes Passwort.
password-show = Zeigen
password-show-label = Passwort zeigen
advice-fair = Lang genug. Ein paar Wörter mehr machen es stärker.
advice-strong = Starkes Passwort
remember = Angemeldet bleiben
remember-hint = Wählen Sie das auf einem gemeinsam genutzten Computer ab.

# Registrieren
sign-up = Registrieren
sign-up-title = Konto anlegen
sign-up-lead = Willkommen. Wählen Sie einen Namen und ein Passwort.
sign-up-button = Konto anlegen
sign-up-other = Sie haben schon ein Konto?

# Anmelden
sign-in = Anmelden
sign-in-title = Anmelden
sign-in-lead = Willkommen zurück. Bitte melden Sie sich an.
sign-in-other = Neu hier?
sign-in-other-link = Konto anlegen

# Ein Konto, das gelöscht werden soll
restore-title = Konto behalten?
restore-lead = Dieses Konto wird am { $date } gelöscht. Geben Sie Ihr Passwort noch einmal ein, um es zu behalten.
restore-button = Konto behalten und anmelden

# Bestätigen
confirm-title = Bestätigen Sie, dass Sie es sind
confirm-lead = Bitte geben Sie Ihr Passwort ein, um fortzufahren.
confirm-button = Weiter
confirm-no-password = Dieses Konto hat kein Passwort. Bitte melden Sie sich ab und wieder an, um zu bestätigen, dass Sie es sind.
cancel = Abbrechen

# Profil
profile = Profil
profile-lead = So erscheinen Sie in { $app }.
profile-name = Name
profile-id = Benutzer-ID
profile-session = Sie sind angemeldet
profile-session-lead = Melden Sie sich ab, wenn auch andere dieses Gerät benutzen.

# Passwort
password-title = Passwort
password-lead = Wählen Sie ein neues Passwort. Alle anderen Geräte werden abgemeldet.
password-set-lead = Ihr Konto hat noch kein Passwort. Mit einem Passwort können Sie sich mit Ihrem Namen anmelden.
password-button = Passwort ändern
password-set-button = Passwort setzen

# Geräte
devices = Geräte
devices-lead = Auf diesen Geräten sind Sie angemeldet. Melden Sie Geräte ab, die Sie nicht kennen, und ändern Sie dann Ihr Passwort.
device-this = Dieses Gerät
device-unknown = Unbekanntes Gerät
device-browser-system = { $browser } auf { $system }
device-computer = Computer
device-phone = Telefon
device-tablet = Tablet
device-program = Programm
device-started = Angemeldet { $ago }
device-seen = Zuletzt benutzt { $seen }
device-end = Abmelden
device-end-label = { $device } abmelden
devices-end-others = Alle anderen Geräte abmelden
devices-end-others-lead = Beendet jede Sitzung außer dieser.
devices-only = Kein anderes Gerät ist angemeldet.

# Daten
data = Ihre Daten
data-download = Daten herunterladen
data-download-lead = Eine Datei mit Ihrem Profil, Ihren Anmeldenamen und Ihren Geräten, in JSON.
data-download-button = Herunterladen
data-delete = Konto löschen
data-delete-lead = Löscht Ihr Konto und alles, was dazu gehört.
data-delete-button = Konto löschen…

# Löschen
delete-title = Konto löschen
delete-lead = Ihr Konto und alles, was dazu gehört, wird gelöscht.
delete-days = { $count ->
    [0] Das geschieht sofort und kann nicht rückgängig gemacht werden.
    [one] Bis morgen können Sie Ihr Konto behalten, indem Sie sich wieder anmelden. Danach ist es nicht mehr möglich.
   *[other] { $count } Tage lang können Sie Ihr Konto behalten, indem Sie sich wieder anmelden. Danach ist es nicht mehr möglich.
}
delete-button = Mein Konto löschen
deleted-title = Auf Wiedersehen
deleted-now = Ihr Konto wurde gelöscht.
deleted-due = Ihr Konto wird am { $date } gelöscht. Melden Sie sich vorher an, um es zu behalten.
deleted-sign-in = Konto behalten

# Hinweise
done-password = Ihr Passwort wurde geändert. Alle anderen Geräte wurden abgemeldet.
done-device = Das Gerät wurde abgemeldet.
done-devices = Alle anderen Geräte wurden abgemeldet.
done-confirmed = Danke. Bitte fahren Sie fort.

# Fehler in Feldern
error-missing-field = Bitte füllen Sie dieses Feld aus.
error-username-length = Bitte wählen Sie einen Benutzernamen mit { $name-min } bis { $name-max } Zeichen.
error-unreadable = Das enthält ein ungültiges Zeichen. Bitte wählen Sie etwas anderes.
error-name-taken = Dieser Benutzername ist schon vergeben. Bitte wählen Sie einen anderen.
error-name-looks-alike = Dieser Benutzername sieht einem anderen zu ähnlich. Bitte wählen Sie einen anderen.
error-invalid-name = Dieser Benutzername ist nicht möglich. Bitte nehmen Sie Buchstaben und Ziffern einer Sprache, ohne Emoji.
error-invalid-value = Einer dieser Werte kann nicht gespeichert werden. Bitte ändern Sie ihn.
error-value-taken = Ein anderes Konto benutzt schon einen dieser Werte. Bitte ändern Sie ihn.
error-password-too-short = Bitte wählen Sie ein Passwort mit mindestens { $min } Zeichen.
error-password-too-long = Bitte wählen Sie ein Passwort mit höchstens { $max } Zeichen.
error-password-common = Dieses Passwort ist sehr verbreitet und leicht zu erraten. Bitte wählen Sie ein anderes.
error-password-context = Dieses Passwort ist Ihrem Namen oder dem Namen dieser Website zu ähnlich. Bitte wählen Sie ein anderes.
error-wrong-password = Dieses Passwort ist nicht richtig.
error-invalid-credentials = { $sign-in-by ->
    [email] Adresse oder Passwort ist falsch, oder die Adresse ist noch nicht bestätigt. Sie können sich auch mit einer Nachricht per E-Mail anmelden. Das bestätigt sie.
   *[username] Benutzername oder Passwort ist falsch. Bitte versuchen Sie es noch einmal.
}
error-refused = Das ist nicht möglich. Bitte prüfen Sie Ihre Eingaben.
error-too-many-attempts = Es gab zu viele falsche Versuche. Bitte melden Sie sich auf andere Weise an, oder bitten Sie uns um Hilfe.
error-too-many-attempts-seconds = { $count ->
    [one] Es gab zu viele Versuche. Bitte versuchen Sie es in 1 Sekunde wieder.
   *[other] Es gab zu viele Versuche. Bitte versuchen Sie es in { $count } Sekunden wieder.
}
error-too-many-attempts-minutes = { $count ->
    [one] Es gab zu viele Versuche. Bitte versuchen Sie es in 1 Minute wieder.
   *[other] Es gab zu viele Versuche. Bitte versuchen Sie es in { $count } Minuten wieder.
}
error-verification-stale = Das Anmelden hat zu lange gedauert. Bitte beginnen Sie von vorn.
error-superseded = Ihr Konto wurde inzwischen geändert. Bitte versuchen Sie es noch einmal.
error-no-password = Dieses Konto hat kein Passwort. Bitte melden Sie sich ab und wieder an, um zu bestätigen, dass Sie es sind.
error-deletion-due = Dieses Konto soll gelöscht werden. Melden Sie sich noch einmal an und bestätigen Sie, um es zu behalten.

# Fehlerseiten
error-title-signed-out = Sie sind abgemeldet
error-signed-out = Bitte melden Sie sich an, um fortzufahren.
error-title-cross-origin = Anfrage abgelehnt
error-cross-origin = Ihr Browser hat nicht bestätigt, dass diese Anfrage von einer Seite dieser Website kam. Öffnen Sie das Formular auf dieser Website und versuchen Sie es noch einmal.
error-title-state-unknown = Bitte melden Sie sich noch einmal an
error-state-unknown = Diese Anmeldung wurde in einem anderen Browser begonnen, oder vor zu langer Zeit. Bitte beginnen Sie von vorn.
error-title-not-found = Seite nicht gefunden
error-not-found = Unter dieser Adresse gibt es keine Seite. Bitte prüfen Sie die Adresse.
error-title-method-not-allowed = Diese Seite kann nicht geöffnet werden
error-method-not-allowed = Bitte benutzen Sie die Links und Schaltflächen der Startseite.
error-title-body-too-large = Das Formular ist zu groß
error-body-too-large = Bitte kürzen Sie Ihre Eingaben und versuchen Sie es noch einmal.
error-title-invalid-body = Die Anfrage konnte nicht gelesen werden
error-invalid-body = Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
error-title-unsupported-media-type = Die Anfrage konnte nicht gelesen werden
error-unsupported-media-type = Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
error-title-not-acceptable = Die Anfrage konnte nicht gelesen werden
error-not-acceptable = Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
error-title-superseded = Bitte melden Sie sich noch einmal an
error-title-verification-stale = Bitte melden Sie sich noch einmal an
error-title-session-of-another-user = Bitte melden Sie sich noch einmal an
error-session-of-another-user = Sie sind mit einem anderen Konto angemeldet. Bitte melden Sie sich noch einmal an, um fortzufahren.
error-title-verification-not-recent = Bitte bestätigen Sie, dass Sie es sind
error-verification-not-recent = Dafür müssen Sie sich kürzlich angemeldet haben. Bitte bestätigen Sie, dass Sie es sind.
error-title-unknown-session = Nicht gefunden
error-unknown-session = Dieses Gerät ist nicht angemeldet.
error-title-no-password = Nicht bestätigt
error-title-too-many-attempts = Zu viele Versuche
error-title-busy = Bitte versuchen Sie es gleich noch einmal
error-busy = Im Moment melden sich viele Menschen an. Es wurde nichts geändert.
error-title-unavailable = Bitte versuchen Sie es gleich noch einmal
error-unavailable = Der Dienst ist vorübergehend nicht erreichbar. Es ging nichts verloren.
error-title-failed = Etwas ist schiefgegangen
error-failed = Der Fehler liegt bei uns und wurde aufgezeichnet. Bitte versuchen Sie es später noch einmal.
error-home = Zur Startseite

# E-Mail
email = E-Mail
email-optional = E-Mail (freiwillig)
email-hint = Wir senden eine Nachricht, um sie zu bestätigen.
username-or-email = Benutzername oder E-Mail
code = Code
code-hint = 8 Ziffern, in diesem Browser, innerhalb von 10 Minuten.
code-lead = Wenn alles stimmt, ist eine Nachricht an { $email } unterwegs. Öffnen Sie den Link darin, oder geben Sie hier den Code ein.
code-lead-unknown = Öffnen Sie den Link der Nachricht, oder geben Sie hier den Code ein.
ask-button = Nachricht senden
ask-back = Zurück zur Anmeldung
link-other = Keine Nachricht?
link-ask = Neue Nachricht anfordern
forgot-link = Passwort vergessen?
forgot-title = Passwort vergessen?
forgot-lead = Geben Sie Ihre Adresse ein. Wenn ein Konto sie hat, senden wir eine Nachricht für ein neues Passwort.
mail-sign-in-link = Per E-Mail anmelden
mail-sign-in-title = Per E-Mail anmelden
mail-sign-in-lead = Geben Sie Ihre Adresse ein. Wenn ein Konto sie hat, senden wir einen Link und einen Code.
mail-link-title = Per E-Mail anmelden
mail-link-lead = Mit dieser Adresse anmelden?
mail-link-button = Anmelden
reset-title = Neues Passwort wählen
reset-lead = Wählen Sie ein neues Passwort für diese Adresse. Alle Geräte werden abgemeldet.
reset-button = Passwort setzen und anmelden
verify-title = Adresse bestätigen
verify-lead = Bestätigen, dass das Ihre Adresse ist?
verify-button = Bestätigen und anmelden
address-confirm-title = Neue Adresse bestätigen
address-confirm-lead = Diese Adresse für Ihr Konto benutzen?
address-confirm-button = Adresse bestätigen
undo-title = Änderung der Adresse rückgängig machen
undo-lead = Diese Adresse gehört wieder Ihnen, alle Geräte werden abgemeldet, und Sie wählen ein neues Passwort.
undo-button = Rückgängig machen
report-title = Waren Sie das nicht?
report-lead = Wir melden alle Geräte ab, entfernen das Passwort und senden eine Nachricht für ein neues.
report-button = Das war ich nicht
restore-mail-lead = Dieses Konto wird am { $date } gelöscht. Möchten Sie es behalten?
addresses-lead = Ihre Adressen für Nachrichten zu Ihrem Konto. Sie können sich damit anmelden.
address-verified = Bestätigt
address-since = Bestätigt am { $date }
address-unverified = Noch nicht bestätigt
address-remove = Entfernen
address-remove-label = { $address } entfernen
address-add = Adresse hinzufügen
address-change = Adresse ändern
address-change-lead = Wir senden eine Nachricht an die neue Adresse. Bis Sie sie bestätigen, ändert sich nichts.
address-new = Neue Adresse

# Aktivität
activity = Aktivität
activity-lead = Was mit Ihrem Konto geschah. Wenn Ihnen etwas unbekannt ist, ändern Sie Ihr Passwort.
activity-older = Älteres
activity-none = Noch nichts.
event-address-change-undone = Änderung der Adresse rückgängig gemacht
event-address-changed = Adresse geändert
event-address-unproven-dropped = Unbestätigte Anmeldedaten entfernt
event-address-verified = Adresse bestätigt
event-attempts-locked = Zu viele falsche Passwörter
event-key-created = Anmeldeweg hinzugefügt
event-key-deleted = Anmeldeweg entfernt
event-key-renamed = Anmeldename geändert
event-password-changed = Passwort geändert
event-password-refused = Falsches Passwort
event-password-removed = Passwort entfernt
event-second-factor-refused = Zweiter Faktor abgelehnt
event-session-ended = Abgemeldet
event-session-started = Angemeldet
event-session-verified = Bestätigt, dass Sie es sind
event-user-created = Konto angelegt
event-user-renamed = Benutzername geändert
event-user-sessions-ended = Geräte abgemeldet
event-user-updated = Profil geändert

done-address = Ihre Adresse wurde bestätigt.
done-removed = Die Adresse wurde entfernt.
error-last-key = Das ist Ihre letzte Möglichkeit, sich anzumelden. Bitte fügen Sie zuerst eine andere hinzu.
error-missing-key = Dieses Konto hat diese Adresse nicht mehr.
done-reported = Ihr Konto ist gesichert. Öffnen Sie die Nachricht, die wir gesendet haben, oder geben Sie ihren Code ein.
error-invalid-address = Das ist keine E-Mail-Adresse, an die wir senden können.
error-address-taken = Ein anderes Konto benutzt diese Adresse.
error-invalid-code = Dieser Link oder Code wurde benutzt oder ersetzt, oder ist abgelaufen. Bitte fordern Sie einen neuen an.
error-title-invalid-code = Das gilt nicht mehr
error-password-breached = Dieses Passwort wurde bei einem Datenleck veröffentlicht. Bitte wählen Sie ein anderes.

# Nachrichten
letter-moment = { $date }, { $time } Uhr UTC
letter-ignore = Wenn Sie das nicht angefordert haben, können Sie diese Nachricht ignorieren.
letter-code = Oder geben Sie diesen Code in dem Browser ein, in dem Sie ihn angefordert haben:
letter-until = Der Link gilt einmal, bis { $link }. Der Code gilt bis { $code }.
letter-asked = Angefordert am { $time }.
letter-asked-device = Angefordert am { $time } mit { $device }.
letter-happened = Das geschah am { $time }.
letter-happened-device = Das geschah am { $time } mit { $device }.
letter-verify-subject = Bestätigen Sie Ihre E-Mail-Adresse
letter-verify-text = Bitte bestätigen Sie, dass { $to } Ihre Adresse ist, um sie mit Ihrem Konto bei { $app } zu benutzen.
letter-verify-button = Adresse bestätigen
letter-registered-subject = Sie haben schon ein Konto bei { $app }
letter-registered-text = Bei { $app } wurde eine Registrierung mit { $to } versucht, aber diese Adresse hat schon ein Konto.
letter-registered-advice = Sie können sich anmelden. Wenn Sie Ihr Passwort vergessen haben, wählen Sie auf derselben Seite ein neues.
letter-registered-note = Wenn Sie sich nicht registrieren wollten, können Sie diese Nachricht ignorieren. Ihr Konto wurde nicht geändert.
letter-reset-subject = Wählen Sie ein neues Passwort
letter-reset-text = Sie können jetzt ein neues Passwort für Ihr Konto { $to } bei { $app } wählen.
letter-reset-button = Neues Passwort wählen
letter-reset-devices = Mit dem neuen Passwort werden alle Geräte abgemeldet.
letter-reset-note = Ihr Passwort wurde nicht geändert.
letter-sign-in-subject = Anmelden bei { $app }
letter-sign-in-text = Mit diesem Link melden Sie sich bei { $app } als { $to } an.
letter-sign-in-button = Anmelden
letter-sign-in-note = Geben Sie den Link und den Code nicht weiter: Damit meldet man sich bei Ihrem Konto an.
letter-address-subject = Bestätigen Sie Ihre neue E-Mail-Adresse
letter-address-text = Bitte bestätigen Sie, dass Sie { $to } mit Ihrem Konto bei { $app } benutzen möchten.
letter-address-replaces = Bitte bestätigen Sie, dass { $to } die Adresse { $old } Ihres Kontos bei { $app } ersetzt.
letter-taken-subject = Diese Adresse wird schon benutzt
letter-taken-text = Jemand wollte { $to } bei { $app } benutzen, aber ein anderes Konto hat diese Adresse schon.
letter-taken-advice = Wenn beide Konten Ihnen gehören, melden Sie sich mit dieser Adresse bei dem anderen an.
letter-changed-subject = Ihre E-Mail-Adresse wurde geändert
letter-changed-text = Die E-Mail-Adresse Ihres Kontos bei { $app } wurde von { $to } auf { $new } geändert.
letter-changed-button = Das war ich nicht: rückgängig machen
letter-was-you = Wenn Sie das waren, müssen Sie nichts tun.
letter-once = Der Link gilt einmal, bis { $link }.
letter-report-button = Das war ich nicht
letter-report-note = Die Seite hinter dem Link meldet alle Geräte ab, entfernt das Passwort und sendet Ihnen eine Nachricht für ein neues.
letter-contact = Wenn Sie das nicht waren, wenden Sie sich bitte an { $app }.
letter-password-changed-subject = Ihr Passwort wurde geändert
letter-password-changed-text = Das Passwort Ihres Kontos { $to } bei { $app } wurde geändert.
letter-password-removed-subject = Ihr Passwort wurde entfernt
letter-password-removed-text = Das Passwort Ihres Kontos { $to } bei { $app } wurde entfernt.
letter-key-created-subject = Ein Anmeldeweg wurde hinzugefügt
letter-key-created-text = Ihrem Konto { $to } bei { $app } wurde ein Anmeldeweg hinzugefügt.
letter-key-deleted-subject = Ein Anmeldeweg wurde entfernt
letter-key-deleted-text = Von Ihrem Konto { $to } bei { $app } wurde ein Anmeldeweg entfernt.
letter-name-changed-subject = Ihr Anmeldename wurde geändert
letter-name-changed-text = Ein Anmeldename Ihres Kontos { $to } bei { $app } wurde geändert.
letter-address-removed-subject = Ihre E-Mail-Adresse wurde entfernt
letter-address-removed-text = Die Adresse { $to } wurde von Ihrem Konto bei { $app } entfernt.
letter-new-device-subject = Neue Anmeldung bei Ihrem Konto
letter-new-device-text = Ein neues Gerät hat sich bei Ihrem Konto { $to } bei { $app } angemeldet.
