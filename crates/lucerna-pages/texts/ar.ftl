# نصوص صفحات الحساب بالعربية.

date = { $day } { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
} { $year }
ago-now = الآن
ago-minutes = { $count ->
    [one] قبل دقيقة واحدة
    [two] قبل دقيقتين
    [few] قبل { $count } دقائق
   *[other] قبل { $count } دقيقة
}
ago-hours = { $count ->
    [one] قبل ساعة واحدة
    [two] قبل ساعتين
    [few] قبل { $count } ساعات
   *[other] قبل { $count } ساعة
}
ago-days = { $count ->
    [one] قبل يوم واحد
    [two] قبل يومين
    [few] قبل { $count } أيام
   *[other] قبل { $count } يومًا
}
seen-today = قبل أقل من يوم

# كل صفحة
skip = الانتقال إلى المحتوى
error-prefix = خطأ:
sign-out = تسجيل الخروج
account-menu = قائمة الحساب

# الحقول
username = اسم المستخدم
username-hint = من { $min } إلى { $max } حرفًا. لا فرق بين الأحرف الكبيرة والصغيرة عند تسجيل الدخول.
password = كلمة المرور
password-new = كلمة المرور الجديدة
password-current = كلمة المرور الحالية
password-hint = { $min } أحرف على الأقل. عدة كلمات لا رابط بينها تصنع كلمة مرور قوية.
password-show = إظهار
password-show-label = إظهار كلمة المرور
advice-fair = طويلة بما يكفي. كلمات أكثر تجعلها أقوى.
advice-strong = كلمة مرور قوية
remember = البقاء مسجّل الدخول
remember-hint = ألغِ هذا الخيار على جهاز مشترك.

# إنشاء حساب
sign-up = إنشاء حساب
sign-up-title = أنشئ حسابك
sign-up-lead = مرحبًا بك. اختر اسمًا وكلمة مرور للبدء.
sign-up-button = إنشاء الحساب
sign-up-other = لديك حساب بالفعل؟

# تسجيل الدخول
sign-in = تسجيل الدخول
sign-in-title = تسجيل الدخول
sign-in-lead = مرحبًا بعودتك. سجّل الدخول للمتابعة.
sign-in-other = أول مرة هنا؟
sign-in-other-link = أنشئ حسابًا

# حساب سيُحذف
restore-title = هل تريد الاحتفاظ بحسابك؟
restore-lead = سيُحذف هذا الحساب في { $date }. للاحتفاظ به، أدخل كلمة المرور مرة أخرى.
restore-button = الاحتفاظ بحسابي وتسجيل الدخول

# التأكيد
confirm-title = أكّد أنك أنت
confirm-lead = أدخل كلمة المرور للمتابعة.
confirm-button = متابعة
confirm-no-password = ليس لهذا الحساب كلمة مرور. سجّل الخروج ثم سجّل الدخول من جديد لتأكيد أنك أنت.
cancel = إلغاء

# الملف الشخصي
profile = الملف الشخصي
profile-lead = هكذا تظهر في { $app }.
profile-name = الاسم
profile-id = معرّف المستخدم
profile-session = أنت مسجّل الدخول
profile-session-lead = سجّل الخروج إذا كنت تشارك هذا الجهاز مع آخرين.

# كلمة المرور
password-title = كلمة المرور
password-lead = اختر كلمة مرور جديدة. سيُسجَّل الخروج من جميع الأجهزة الأخرى.
password-set-lead = ليس لحسابك كلمة مرور بعد. بكلمة المرور يمكنك تسجيل الدخول باسمك.
password-button = تغيير كلمة المرور
password-set-button = تعيين كلمة المرور

# الأجهزة
devices = الأجهزة
devices-lead = أنت مسجّل الدخول على هذه الأجهزة. سجّل الخروج من الأجهزة التي لا تعرفها، ثم غيّر كلمة المرور.
device-this = هذا الجهاز
device-unknown = جهاز غير معروف
device-browser-system = { $browser } على { $system }
device-computer = حاسوب
device-phone = هاتف
device-tablet = جهاز لوحي
device-program = برنامج
device-started = سُجّل الدخول { $ago }
device-seen = آخر استخدام { $seen }
device-end = تسجيل الخروج
device-end-label = تسجيل الخروج من { $device }
devices-end-others = تسجيل الخروج من الأجهزة الأخرى
devices-end-others-lead = ينهي كل الجلسات ما عدا هذه.
devices-only = لا يوجد جهاز آخر مسجّل الدخول.

# البيانات
data = بياناتك
data-download = تنزيل بياناتك
data-download-lead = ملف بصيغة JSON يحتوي على ملفك الشخصي وأسماء تسجيل الدخول وأجهزتك.
data-download-button = تنزيل
data-delete = حذف الحساب
data-delete-lead = يحذف حسابك وكل ما يتعلق به.
data-delete-button = حذف الحساب…

# الحذف
delete-title = حذف حسابك
delete-lead = سيُحذف حسابك وكل ما يتعلق به.
delete-days = { $count ->
    [0] يحدث ذلك فورًا ولا يمكن التراجع عنه.
    [one] يمكنك الاحتفاظ بحسابك حتى الغد إذا سجّلت الدخول من جديد. بعد ذلك لا يمكن التراجع.
    [two] يمكنك الاحتفاظ بحسابك خلال يومين إذا سجّلت الدخول من جديد. بعد ذلك لا يمكن التراجع.
    [few] يمكنك الاحتفاظ بحسابك خلال { $count } أيام إذا سجّلت الدخول من جديد. بعد ذلك لا يمكن التراجع.
   *[other] يمكنك الاحتفاظ بحسابك خلال { $count } يومًا إذا سجّلت الدخول من جديد. بعد ذلك لا يمكن التراجع.
}
delete-button = حذف حسابي
deleted-title = إلى اللقاء
deleted-now = حُذف حسابك.
deleted-due = سيُحذف حسابك في { $date }. للاحتفاظ به، سجّل الدخول قبل ذلك.
deleted-sign-in = الاحتفاظ بحسابي

# الإشعارات
done-password = تغيّرت كلمة المرور. سُجّل الخروج من جميع الأجهزة الأخرى.
done-device = سُجّل الخروج من الجهاز.
done-devices = سُجّل الخروج من جميع الأجهزة الأخرى.
done-confirmed = شكرًا لك. يمكنك المتابعة.

# أخطاء الحقول
error-missing-field = املأ هذا الحقل من فضلك.
error-username-length = اختر اسم مستخدم من { $name-min } إلى { $name-max } حرفًا.
error-unreadable = يحتوي هذا على رمز غير صالح. اختر غيره.
error-name-taken = اسم المستخدم هذا مستخدم بالفعل. اختر غيره.
error-name-looks-alike = اسم المستخدم هذا يشبه اسمًا آخر كثيرًا. اختر غيره.
error-invalid-name = لا يمكن استخدام هذا الاسم. استخدم حروف لغة واحدة وأرقامها، من دون رموز تعبيرية.
error-invalid-value = لا يمكن حفظ إحدى هذه القيم. غيّرها من فضلك.
error-value-taken = يستخدم حساب آخر إحدى هذه القيم. غيّرها من فضلك.
error-password-too-short = اختر كلمة مرور من { $min } أحرف على الأقل.
error-password-too-long = اختر كلمة مرور من { $max } حرفًا على الأكثر.
error-password-common = كلمة المرور هذه شائعة جدًا وسهلة التخمين. اختر غيرها.
error-password-context = كلمة المرور هذه تشبه اسمك أو اسم هذا الموقع كثيرًا. اختر غيرها.
error-wrong-password = كلمة المرور هذه غير صحيحة.
error-invalid-credentials = { $sign-in-by ->
    [email] العنوان أو كلمة المرور غير صحيح، أو لم يُؤكَّد العنوان بعد. يمكنك أيضًا تسجيل الدخول برسالة بريد إلكتروني، وهي تؤكّده.
   *[username] اسم المستخدم أو كلمة المرور غير صحيح. حاول مرة أخرى.
}
error-refused = لا يمكن تنفيذ ذلك. تحقق مما أدخلته.
error-too-many-attempts = كانت هناك محاولات خاطئة كثيرة. سجّل الدخول بطريقة أخرى أو اطلب منا المساعدة.
error-too-many-attempts-seconds = { $count ->
    [one] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد ثانية واحدة.
    [two] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد ثانيتين.
    [few] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد { $count } ثوانٍ.
   *[other] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد { $count } ثانية.
}
error-too-many-attempts-minutes = { $count ->
    [one] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد دقيقة واحدة.
    [two] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد دقيقتين.
    [few] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد { $count } دقائق.
   *[other] كانت هناك محاولات كثيرة. حاول مرة أخرى بعد { $count } دقيقة.
}
error-verification-stale = استغرق تسجيل الدخول وقتًا طويلًا. ابدأ من جديد.
error-superseded = تغيّر حسابك في هذه الأثناء. حاول مرة أخرى.
error-no-password = ليس لهذا الحساب كلمة مرور. سجّل الخروج ثم سجّل الدخول من جديد لتأكيد أنك أنت.
error-deletion-due = سيُحذف هذا الحساب. للاحتفاظ به، سجّل الدخول مرة أخرى وأكّد ذلك.

# صفحات الأخطاء
error-title-signed-out = أنت غير مسجّل الدخول
error-signed-out = سجّل الدخول للمتابعة.
error-title-cross-origin = رُفض الطلب
error-cross-origin = لم يؤكد متصفحك أن هذا الطلب جاء من صفحة في هذا الموقع. افتح النموذج في هذا الموقع وحاول مرة أخرى.
error-title-state-unknown = سجّل الدخول مرة أخرى
error-state-unknown = بدأ تسجيل الدخول هذا في متصفح آخر أو قبل وقت طويل. ابدأ من جديد.
error-title-not-found = الصفحة غير موجودة
error-not-found = لا توجد صفحة في هذا العنوان. تحقق منه.
error-title-method-not-allowed = لا يمكن فتح هذه الصفحة
error-method-not-allowed = استخدم الروابط والأزرار في الصفحة الرئيسية.
error-title-body-too-large = النموذج كبير جدًا
error-body-too-large = اختصر ما أدخلته وحاول مرة أخرى.
error-title-invalid-body = تعذّرت قراءة الطلب
error-invalid-body = عد إلى الخلف وأعد تحميل الصفحة وحاول مرة أخرى.
error-title-unsupported-media-type = تعذّرت قراءة الطلب
error-unsupported-media-type = عد إلى الخلف وأعد تحميل الصفحة وحاول مرة أخرى.
error-title-not-acceptable = تعذّرت قراءة الطلب
error-not-acceptable = عد إلى الخلف وأعد تحميل الصفحة وحاول مرة أخرى.
error-title-superseded = سجّل الدخول مرة أخرى
error-title-verification-stale = سجّل الدخول مرة أخرى
error-title-session-of-another-user = سجّل الدخول مرة أخرى
error-session-of-another-user = أنت مسجّل الدخول بحساب آخر. سجّل الدخول مرة أخرى للمتابعة.
error-title-verification-not-recent = أكّد أنك أنت من فضلك
error-verification-not-recent = يتطلب هذا تسجيل دخول حديثًا. أكّد أنك أنت ثم تابع.
error-title-unknown-session = غير موجود
error-unknown-session = هذا الجهاز غير مسجّل الدخول.
error-title-no-password = لم يتم التأكيد
error-title-too-many-attempts = محاولات كثيرة جدًا
error-title-busy = حاول مرة أخرى بعد لحظات
error-busy = كثيرون يسجّلون الدخول الآن. لم يتغير شيء.
error-title-unavailable = حاول مرة أخرى بعد لحظات
error-unavailable = الخدمة غير متاحة مؤقتًا. لم يضِع شيء.
error-title-failed = حدث خطأ ما
error-failed = الخطأ من جانبنا وقد سُجّل. حاول مرة أخرى لاحقًا.
error-home = الانتقال إلى الصفحة الرئيسية

# البريد الإلكتروني
email = البريد الإلكتروني
email-optional = البريد الإلكتروني (اختياري)
email-hint = نرسل رسالة لتأكيده.
username-or-email = اسم المستخدم أو البريد الإلكتروني
code = الرمز
code-hint = 8 أرقام، في هذا المتصفح، خلال 10 دقائق.
code-lead = إذا كان كل شيء صحيحًا، فهناك رسالة في الطريق إلى { $email }. افتح رابطها أو اكتب رمزها هنا.
code-lead-unknown = افتح رابط الرسالة أو اكتب رمزها هنا.
ask-button = إرسال رسالة
ask-back = العودة إلى تسجيل الدخول
link-other = لم تصل الرسالة؟
link-ask = اطلب رسالة أخرى
forgot-link = هل نسيت كلمة المرور؟
forgot-title = هل نسيت كلمة المرور؟
forgot-lead = أدخل عنوانك. إذا كان مرتبطًا بحساب، نرسل رسالة لاختيار كلمة مرور جديدة.
mail-sign-in-link = تسجيل الدخول بالبريد الإلكتروني
mail-sign-in-title = تسجيل الدخول بالبريد الإلكتروني
mail-sign-in-lead = أدخل عنوانك. إذا كان مرتبطًا بحساب، نرسل رابطًا ورمزًا لتسجيل الدخول.
mail-link-title = تسجيل الدخول بالبريد الإلكتروني
mail-link-lead = هل تريد تسجيل الدخول بهذا العنوان؟
mail-link-button = تسجيل الدخول
reset-title = اختر كلمة مرور جديدة
reset-lead = اختر كلمة مرور جديدة لهذا العنوان. سيُسجَّل الخروج من جميع الأجهزة.
reset-button = تعيين كلمة المرور وتسجيل الدخول
verify-title = أكّد عنوانك
verify-lead = هل تؤكد أن هذا عنوانك؟
verify-button = تأكيد وتسجيل الدخول
address-confirm-title = أكّد عنوانك الجديد
address-confirm-lead = هل تريد استخدام هذا العنوان مع حسابك؟
address-confirm-button = تأكيد العنوان
undo-title = التراجع عن تغيير العنوان
undo-lead = يعود هذا العنوان إليك، ويُسجَّل الخروج من جميع الأجهزة، وتختار كلمة مرور جديدة.
undo-button = التراجع عن التغيير
report-title = ألم تكن أنت؟
report-lead = نسجّل الخروج من جميع الأجهزة ونزيل كلمة المرور ونرسل رسالة لاختيار كلمة جديدة.
report-button = لم أكن أنا
restore-mail-lead = سيُحذف هذا الحساب في { $date }. هل تريد الاحتفاظ به؟
addresses-lead = عناوينك للرسائل المتعلقة بحسابك. يمكنك تسجيل الدخول بها.
address-verified = مؤكَّد
address-since = مؤكَّد منذ { $date }
address-unverified = لم يُؤكَّد بعد
address-remove = إزالة
address-remove-label = إزالة { $address }
address-add = إضافة عنوان
address-change = تغيير عنوانك
address-change-lead = نرسل رسالة إلى العنوان الجديد. لا يتغير شيء حتى تؤكده.
address-new = العنوان الجديد

# النشاط
activity = النشاط
activity-lead = ما حدث في حسابك. إذا لم تتعرف على شيء ما، فغيّر كلمة المرور.
activity-older = الأقدم
activity-none = لا شيء بعد.
event-address-change-undone = تم التراجع عن تغيير العنوان
event-address-changed = تغيّر العنوان
event-address-unproven-dropped = أزيلت بيانات دخول غير مؤكدة
event-address-verified = تأكّد العنوان
event-attempts-locked = كلمات مرور خاطئة كثيرة
event-key-created = أضيفت طريقة لتسجيل الدخول
event-key-deleted = أزيلت طريقة لتسجيل الدخول
event-key-renamed = تغيّر اسم تسجيل الدخول
event-password-changed = تغيّرت كلمة المرور
event-password-refused = كلمة مرور خاطئة
event-password-removed = أزيلت كلمة المرور
event-second-factor-refused = رُفض العامل الثاني
event-session-ended = تسجيل خروج
event-session-started = تسجيل دخول
event-session-verified = أكّدت أنك أنت
event-user-created = أُنشئ الحساب
event-user-renamed = تغيّر اسم المستخدم
event-user-sessions-ended = سُجّل الخروج من أجهزة
event-user-updated = تغيّر الملف الشخصي

done-address = تأكّد عنوانك.
done-removed = أُزيل العنوان.
error-last-key = هذه آخر طريقة لديك لتسجيل الدخول. أضف طريقة أخرى أولًا.
error-missing-key = لم يعد هذا العنوان من عناوين هذا الحساب.
done-reported = حسابك الآن مؤمَّن. افتح الرسالة التي أرسلناها أو اكتب رمزها.
error-invalid-address = ليس هذا عنوان بريد إلكتروني يمكننا الإرسال إليه.
error-address-taken = يستخدم حساب آخر هذا العنوان.
error-invalid-code = استُخدم هذا الرابط أو الرمز أو استُبدل أو انتهت صلاحيته. اطلب غيره.
error-title-invalid-code = لم يعد هذا صالحًا
error-password-breached = نُشرت كلمة المرور هذه في تسريب بيانات. اختر غيرها.

# الرسائل
letter-moment = { $date }، { $time } بالتوقيت العالمي
letter-ignore = إذا لم تطلب ذلك، فيمكنك تجاهل هذه الرسالة.
letter-code = أو اكتب هذا الرمز في المتصفح الذي طلبته فيه:
letter-until = يُستخدم الرابط مرة واحدة حتى { $link }. ويصلح الرمز حتى { $code }.
letter-asked = طُلب ذلك في { $time }.
letter-asked-device = طُلب ذلك في { $time } باستخدام { $device }.
letter-happened = حدث ذلك في { $time }.
letter-happened-device = حدث ذلك في { $time } باستخدام { $device }.
letter-verify-subject = أكّد عنوان بريدك الإلكتروني
letter-verify-text = أكّد أن { $to } عنوانك لاستخدامه مع حسابك في { $app }.
letter-verify-button = تأكيد العنوان
letter-registered-subject = لديك حساب بالفعل في { $app }
letter-registered-text = جرت محاولة إنشاء حساب في { $app } بالعنوان { $to }، لكن لهذا العنوان حسابًا بالفعل.
letter-registered-advice = يمكنك تسجيل الدخول. إذا نسيت كلمة المرور، فاختر كلمة جديدة في الصفحة نفسها.
letter-registered-note = إذا لم تحاول إنشاء حساب، فيمكنك تجاهل هذه الرسالة. لم يتغير حسابك.
letter-reset-subject = اختر كلمة مرور جديدة
letter-reset-text = يمكنك الآن اختيار كلمة مرور جديدة لحسابك { $to } في { $app }.
letter-reset-button = اختيار كلمة مرور جديدة
letter-reset-devices = عند اختيار كلمة مرور جديدة يُسجَّل الخروج من جميع الأجهزة.
letter-reset-note = لم تتغير كلمة المرور.
letter-sign-in-subject = تسجيل الدخول إلى { $app }
letter-sign-in-text = استخدم هذا الرابط لتسجيل الدخول إلى { $app } باسم { $to }.
letter-sign-in-button = تسجيل الدخول
letter-sign-in-note = لا تشارك الرابط أو الرمز: فبهما يُفتح حسابك.
letter-address-subject = أكّد عنوان بريدك الجديد
letter-address-text = أكّد أنك تريد استخدام { $to } مع حسابك في { $app }.
letter-address-replaces = أكّد أن { $to } يحل محل { $old } عنوانًا لحسابك في { $app }.
letter-taken-subject = هذا العنوان مستخدم بالفعل
letter-taken-text = حاول أحد مستخدمي { $app } استخدام { $to }، لكن حسابًا آخر يستخدم هذا العنوان.
letter-taken-advice = إذا كان الحسابان لك، فسجّل الدخول إلى الآخر بهذا العنوان.
letter-changed-subject = تغيّر عنوان بريدك الإلكتروني
letter-changed-text = تغيّر عنوان البريد لحسابك في { $app } من { $to } إلى { $new }.
letter-changed-button = لم أكن أنا: تراجع
letter-was-you = إذا كنت أنت، فلا يلزمك فعل شيء.
letter-once = يُستخدم الرابط مرة واحدة حتى { $link }.
letter-report-button = لم أكن أنا
letter-report-note = الصفحة خلف الرابط تسجّل الخروج من جميع الأجهزة وتزيل كلمة المرور وترسل إليك رسالة لاختيار كلمة جديدة.
letter-contact = إذا لم تكن أنت من فعل ذلك، فتواصل مع { $app }.
letter-password-changed-subject = تغيّرت كلمة المرور
letter-password-changed-text = تغيّرت كلمة المرور لحسابك { $to } في { $app }.
letter-password-removed-subject = أزيلت كلمة المرور
letter-password-removed-text = أزيلت كلمة المرور لحسابك { $to } في { $app }.
letter-key-created-subject = أضيفت طريقة لتسجيل الدخول
letter-key-created-text = أضيفت طريقة لتسجيل الدخول إلى حسابك { $to } في { $app }.
letter-key-deleted-subject = أزيلت طريقة لتسجيل الدخول
letter-key-deleted-text = أزيلت طريقة لتسجيل الدخول من حسابك { $to } في { $app }.
letter-name-changed-subject = تغيّر اسم تسجيل الدخول
letter-name-changed-text = تغيّر اسم لتسجيل الدخول إلى حسابك { $to } في { $app }.
letter-address-removed-subject = أزيل عنوان بريدك الإلكتروني
letter-address-removed-text = أزيل العنوان { $to } من حسابك في { $app }.
letter-new-device-subject = تسجيل دخول جديد إلى حسابك
letter-new-device-text = سجّل جهاز جديد الدخول إلى حسابك { $to } في { $app }.
