# The texts of the account pages in English.

date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
ago-now = just now
ago-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
}
seen-today = less than a day ago

# Every page
skip = Skip to content
error-prefix = Error:
sign-out = Sign out
account-menu = Account menu

# Fields
username = Username
username-hint = { $min } to { $max } characters. Upper and lower case do not matter when you sign in.
password = Password
password-new = New password
password-current = Current password
password-hint = At least { $min } characters. Several unrelated words make a strong password.
password-show = Show
password-show-label = Show password
advice-fair = Long enough. A few more words make it stronger.
advice-strong = Strong password
remember = Remember me
remember-hint = Uncheck this on a shared computer.

# Sign up
sign-up = Sign up
sign-up-title = Create your account
sign-up-lead = Welcome. Choose a name and a password to get started.
sign-up-button = Create account
sign-up-other = Already have an account?

# Sign in
sign-in = Sign in
sign-in-title = Sign in
sign-in-lead = Welcome back. Please sign in to continue.
sign-in-other = New here?
sign-in-other-link = Create an account

# An account that is due for deletion
restore-title = Keep your account?
restore-lead = This account will be deleted on { $date }. To keep it, enter your password once more.
restore-button = Keep my account and sign in

# Confirm
confirm-title = Confirm that it’s you
confirm-lead = Please enter your password to continue.
confirm-button = Continue
confirm-no-password = This account has no password. Please sign out, and sign in again to confirm that it is you.
cancel = Cancel

# Profile
profile = Profile
profile-lead = This is how you appear in { $app }.
profile-name = Name
profile-id = User ID
profile-session = You are signed in
profile-session-lead = Sign out when you share this device with others.

# Password
password-title = Password
password-lead = Choose a new password. All other devices will be signed out.
password-set-lead = Your account has no password yet. With a password, you can sign in by name.
password-button = Change password
password-set-button = Set password

# Devices
devices = Devices
devices-lead = You are signed in on these devices. Sign out those that you do not recognise, then change your password.
device-this = This device
device-unknown = Unknown device
device-browser-system = { $browser } on { $system }
device-computer = Computer
device-phone = Phone
device-tablet = Tablet
device-program = Program
device-started = Signed in { $ago }
device-seen = Last used { $seen }
device-end = Sign out
device-end-label = Sign out { $device }
devices-end-others = Sign out all other devices
devices-end-others-lead = Ends every session except this one.
devices-only = No other device is signed in.

# Data
data = Your data
data-download = Download your data
data-download-lead = A file with your profile, your sign-in names and your devices, in JSON.
data-download-button = Download
data-delete = Delete account
data-delete-lead = Deletes your account and everything that belongs to it.
data-delete-button = Delete account…

# Delete
delete-title = Delete your account
delete-lead = Your account and everything that belongs to it will be deleted.
delete-days = { $count ->
    [0] This happens at once and cannot be undone.
    [one] Until tomorrow you can keep your account by signing in again. After that it cannot be undone.
   *[other] For { $count } days you can keep your account by signing in again. After that it cannot be undone.
}
delete-button = Delete my account
deleted-title = Goodbye
deleted-now = Your account was deleted.
deleted-due = Your account will be deleted on { $date }. To keep it, sign in before then.
deleted-sign-in = Keep my account

# Notices
done-password = Your password was changed. All other devices were signed out.
done-device = The device was signed out.
done-devices = All other devices were signed out.
done-confirmed = Thank you. Please continue.

# Errors of fields
error-missing-field = Please fill in this field.
error-username-length = Please choose a username with { $name-min } to { $name-max } characters.
error-unreadable = This contains an invalid character. Please choose another.
error-name-taken = This username is already taken. Please choose another.
error-name-looks-alike = This username looks too much like another one. Please choose another.
error-invalid-name = This username cannot be used. Please use letters and digits of one language, without emoji.
error-invalid-value = One of these values cannot be saved. Please change it.
error-value-taken = Another account already uses one of these values. Please change it.
error-password-too-short = Please choose a password with at least { $min } characters.
error-password-too-long = Please choose a password with at most { $max } characters.
error-password-common = This password is very common and easy to guess. Please choose another.
error-password-context = This password is too similar to your username or the name of this site. Please choose another.
error-wrong-password = This password is not correct.
error-invalid-credentials = { $sign-in-by ->
    [email] Incorrect address or password, or the address is not confirmed yet. You can also sign in with a message by e-mail, which confirms it.
   *[username] Incorrect username or password. Please try again.
}
error-refused = This cannot be done. Please check what you entered.
error-too-many-attempts = There were too many wrong attempts. Please use another way to sign in, or ask us for help.
error-too-many-attempts-seconds = { $count ->
    [one] There were too many attempts. Please try again in 1 second.
   *[other] There were too many attempts. Please try again in { $count } seconds.
}
error-too-many-attempts-minutes = { $count ->
    [one] There were too many attempts. Please try again in 1 minute.
   *[other] There were too many attempts. Please try again in { $count } minutes.
}
error-verification-stale = Signing in took too long. Please start again.
error-superseded = Your account was changed in the meantime. Please try again.
error-no-password = This account has no password. Please sign out, and sign in again to confirm that it is you.
error-deletion-due = This account is due for deletion. To keep it, sign in again and confirm.

# Error pages
error-title-signed-out = You are signed out
error-signed-out = Please sign in to continue.
error-title-cross-origin = Request blocked
error-cross-origin = Your browser did not confirm that this request came from a page of this site. Open the form on this site and try again.
error-title-state-unknown = Please sign in again
error-state-unknown = This sign-in was started in another browser, or too long ago. Please start again.
error-title-not-found = Page not found
error-not-found = There is no page at this address. Please check it.
error-title-method-not-allowed = This page cannot be opened
error-method-not-allowed = Please use the links and buttons on the home page.
error-title-body-too-large = The form is too large
error-body-too-large = Please shorten your entries and try again.
error-title-invalid-body = The request could not be read
error-invalid-body = Please go back, reload the page and try again.
error-title-unsupported-media-type = The request could not be read
error-unsupported-media-type = Please go back, reload the page and try again.
error-title-not-acceptable = The request could not be read
error-not-acceptable = Please go back, reload the page and try again.
error-title-superseded = Please sign in again
error-title-verification-stale = Please sign in again
error-title-session-of-another-user = Please sign in again
error-session-of-another-user = You are signed in with another account. Please sign in again to continue.
error-title-verification-not-recent = Please confirm that it’s you
error-verification-not-recent = This needs a recent sign-in. Please confirm that it is you, then continue.
error-title-unknown-session = Not found
error-unknown-session = This device is not signed in.
error-title-no-password = Not confirmed
error-title-too-many-attempts = Too many attempts
error-title-busy = Please try again in a moment
error-busy = Many people are signing in right now. Nothing was changed.
error-title-unavailable = Please try again in a moment
error-unavailable = The service is temporarily unavailable. Nothing was lost.
error-title-failed = Something went wrong
error-failed = The error is on our side and was recorded. Please try again later.
error-home = Go to the home page

# E-mail
email = E-mail
email-optional = E-mail (optional)
email-hint = We send a message to confirm it.
username-or-email = Username or e-mail
code = Code
code-hint = 8 digits, in this browser, within 10 minutes.
code-lead = If this is right, a message is on its way to { $email }. Open its link, or type its code here.
code-lead-unknown = Open the link of the message, or type its code here.
ask-button = Send message
ask-back = Back to sign-in
link-other = No message?
link-ask = Ask for another one
forgot-link = Forgot your password?
forgot-title = Forgot your password?
forgot-lead = Enter your address. If an account has it, we send a message to choose a new password.
mail-sign-in-link = Sign in by e-mail
mail-sign-in-title = Sign in by e-mail
mail-sign-in-lead = Enter your address. If an account has it, we send a link and a code to sign in.
mail-link-title = Sign in by e-mail
mail-link-lead = Sign in with this address?
mail-link-button = Sign in
reset-title = Choose a new password
reset-lead = Choose a new password for this address. All devices will be signed out.
reset-button = Set password and sign in
verify-title = Confirm your address
verify-lead = Confirm that this is your address?
verify-button = Confirm and sign in
address-confirm-title = Confirm your new address
address-confirm-lead = Use this address with your account?
address-confirm-button = Confirm address
undo-title = Undo the change of address
undo-lead = This address becomes yours again, all devices are signed out, and you choose a new password.
undo-button = Undo the change
report-title = Was this not you?
report-lead = We sign out all devices, remove the password and send a message to choose a new one.
report-button = This was not me
restore-mail-lead = This account will be deleted on { $date }. Do you want to keep it?
addresses-lead = Your addresses, for messages about your account. You can sign in with them.
address-verified = Confirmed
address-since = Confirmed on { $date }
address-unverified = Not confirmed yet
address-remove = Remove
address-remove-label = Remove { $address }
address-add = Add an address
address-change = Change your address
address-change-lead = We send a message to the new address. Nothing changes until you confirm it.
address-new = New address

# Activity
activity = Activity
activity-lead = What happened to your account. If you do not recognise something, change your password.
activity-older = Older
activity-none = Nothing yet.
event-address-change-undone = Change of address undone
event-address-changed = Address changed
event-address-unproven-dropped = Unconfirmed sign-in data removed
event-address-verified = Address confirmed
event-attempts-locked = Too many wrong passwords
event-key-created = Way to sign in added
event-key-deleted = Way to sign in removed
event-key-renamed = Sign-in name changed
event-password-changed = Password changed
event-password-refused = Wrong password
event-password-removed = Password removed
event-second-factor-refused = Second factor refused
event-session-ended = Signed out
event-session-started = Signed in
event-session-verified = Confirmed that it was you
event-user-created = Account created
event-user-renamed = Username changed
event-user-sessions-ended = Devices signed out
event-user-updated = Profile changed

done-address = Your address was confirmed.
done-removed = The address was removed.
error-last-key = This is your last way to sign in. Please add another one first.
error-missing-key = This account does not have this address any more.
done-reported = Your account is secured. Open the message that we sent, or type its code.
error-invalid-address = This is not an e-mail address to which we can send mail.
error-address-taken = Another account uses this address.
error-invalid-code = This link or code was used or replaced, or has expired. Please ask for another one.
error-title-invalid-code = This does not work any more
error-password-breached = This password was published in a data breach. Please choose another.

# Letters
letter-moment = { $date }, { $time } UTC
letter-ignore = If you did not ask for this, you can ignore this message.
letter-code = Or type this code in the browser in which you asked for it:
letter-until = The link can be used once, until { $link }. The code works until { $code }.
letter-asked = This was asked for on { $time }.
letter-asked-device = This was asked for on { $time } with { $device }.
letter-happened = This happened on { $time }.
letter-happened-device = This happened on { $time } with { $device }.
letter-verify-subject = Confirm your e-mail address
letter-verify-text = Please confirm that { $to } is your address, to use it with your { $app } account.
letter-verify-button = Confirm address
letter-registered-subject = You already have an account at { $app }
letter-registered-text = A sign-up at { $app } was tried with { $to }, but this address already has an account.
letter-registered-advice = You can sign in. If you forgot your password, choose a new one on the same page.
letter-registered-note = If you did not try to sign up, you can ignore this message. Your account was not changed.
letter-reset-subject = Choose a new password
letter-reset-text = You can now choose a new password for your { $app } account { $to }.
letter-reset-button = Choose a new password
letter-reset-devices = All devices are signed out when you choose a new password.
letter-reset-note = Your password was not changed.
letter-sign-in-subject = Sign in to { $app }
letter-sign-in-text = Use this link to sign in to { $app } as { $to }.
letter-sign-in-button = Sign in
letter-sign-in-note = Do not share the link or the code: they sign in to your account.
letter-address-subject = Confirm your new e-mail address
letter-address-text = Please confirm that you want to use { $to } with your { $app } account.
letter-address-replaces = Please confirm that { $to } replaces { $old } as the address of your { $app } account.
letter-taken-subject = This address is already in use
letter-taken-text = A { $app } user tried to use { $to }, but another account already uses this address.
letter-taken-advice = If both accounts are yours, sign in to the other one with this address.
letter-changed-subject = Your e-mail address was changed
letter-changed-text = The e-mail address of your { $app } account was changed from { $to } to { $new }.
letter-changed-button = This was not me: undo
letter-was-you = If this was you, you do not need to do anything.
letter-once = The link can be used once, until { $link }.
letter-report-button = This was not me
letter-report-note = The page behind the link signs out all devices, removes the password and sends you a message to choose a new one.
letter-contact = If you did not do this, please contact the people at { $app }.
letter-password-changed-subject = Your password was changed
letter-password-changed-text = The password of your { $app } account { $to } was changed.
letter-password-removed-subject = Your password was removed
letter-password-removed-text = The password of your { $app } account { $to } was removed.
letter-key-created-subject = A way to sign in was added
letter-key-created-text = A way to sign in was added to your { $app } account { $to }.
letter-key-deleted-subject = A way to sign in was removed
letter-key-deleted-text = A way to sign in was removed from your { $app } account { $to }.
letter-name-changed-subject = Your sign-in name was changed
letter-name-changed-text = A name to sign in to your { $app } account { $to } was changed.
letter-address-removed-subject = Your e-mail address was removed
letter-address-removed-text = The address { $to } was removed from your { $app } account.
letter-new-device-subject = New sign-in to your account
letter-new-device-text = A new device signed in to your { $app } account { $to }.
