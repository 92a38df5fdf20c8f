# Los textos de las páginas de la cuenta en español.

date = { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
} de { $year }
ago-now = ahora mismo
ago-minutes = { $count ->
    [one] hace 1 minuto
   *[other] hace { $count } minutos
}
ago-hours = { $count ->
    [one] hace 1 hora
   *[other] hace { $count } horas
}
ago-days = { $count ->
    [one] hace 1 día
   *[other] hace { $count } días
}
seen-today = hace menos de un día

# Todas las páginas
skip = Ir al contenido
error-prefix = Error:
sign-out = Cerrar sesión
account-menu = Menú de la cuenta

# Campos
username = Nombre de usuario
username-hint = De { $min } a { $max } caracteres. Las mayúsculas no importan al iniciar sesión.
password = Contraseña
password-new = Contraseña nueva
password-current = Contraseña actual
password-hint = Al menos { $min } caracteres. Varias palabras sin relación forman una contraseña segura.
password-show = Mostrar
password-show-label = Mostrar la contraseña
advice-fair = Es bastante larga. Con algunas palabras más será más segura.
advice-strong = Contraseña segura
remember = Mantener la sesión iniciada
remember-hint = Desmárcalo en un ordenador compartido.

# Registro
sign-up = Registrarse
sign-up-title = Crea tu cuenta
sign-up-lead = Te damos la bienvenida. Elige un nombre y una contraseña para empezar.
sign-up-button = Crear cuenta
sign-up-other = ¿Ya tienes una cuenta?

# Inicio de sesión
sign-in = Iniciar sesión
sign-in-title = Iniciar sesión
sign-in-lead = Hola de nuevo. Inicia sesión para continuar.
sign-in-other = ¿Es tu primera vez?
sign-in-other-link = Crea una cuenta

# Una cuenta que se va a eliminar
restore-title = ¿Conservar tu cuenta?
restore-lead = Esta cuenta se eliminará el { $date }. Para conservarla, escribe tu contraseña otra vez.
restore-button = Conservar mi cuenta e iniciar sesión

# Confirmación
confirm-title = Confirma que eres tú
confirm-lead = Escribe tu contraseña para continuar.
confirm-button = Continuar
confirm-no-password = Esta cuenta no tiene contraseña. Cierra la sesión e iníciala de nuevo para confirmar que eres tú.
cancel = Cancelar

# Perfil
profile = Perfil
profile-lead = Así apareces en { $app }.
profile-name = Nombre
profile-id = ID de usuario
profile-session = Has iniciado sesión
profile-session-lead = Cierra la sesión si compartes este dispositivo.

# Contraseña
password-title = Contraseña
password-lead = Elige una contraseña nueva. Se cerrará la sesión en todos los demás dispositivos.
password-set-lead = Tu cuenta aún no tiene contraseña. Con una contraseña puedes iniciar sesión con tu nombre.
password-button = Cambiar contraseña
password-set-button = Crear contraseña

# Dispositivos
devices = Dispositivos
devices-lead = Has iniciado sesión en estos dispositivos. Cierra la sesión en los que no reconozcas y cambia tu contraseña.
device-this = Este dispositivo
device-unknown = Dispositivo desconocido
device-browser-system = { $browser } en { $system }
device-computer = Ordenador
device-phone = Teléfono
device-tablet = Tableta
device-program = Programa
device-started = Sesión iniciada { $ago }
device-seen = Último uso { $seen }
device-end = Cerrar sesión
device-end-label = Cerrar sesión en { $device }
devices-end-others = Cerrar sesión en los demás
devices-end-others-lead = Termina todas las sesiones menos esta.
devices-only = No hay sesiones en otros dispositivos.

# Datos
data = Tus datos
data-download = Descargar tus datos
data-download-lead = Un archivo con tu perfil, tus nombres de acceso y tus dispositivos, en JSON.
data-download-button = Descargar
data-delete = Eliminar la cuenta
data-delete-lead = Elimina tu cuenta y todo lo que le pertenece.
data-delete-button = Eliminar la cuenta…

# Eliminación
delete-title = Eliminar tu cuenta
delete-lead = Se eliminará tu cuenta y todo lo que le pertenece.
delete-days = { $count ->
    [0] Ocurre de inmediato y no se puede deshacer.
    [one] Hasta mañana puedes conservar tu cuenta si inicias sesión de nuevo. Después no se puede deshacer.
   *[other] Durante { $count } días puedes conservar tu cuenta si inicias sesión de nuevo. Después no se puede deshacer.
}
delete-button = Eliminar mi cuenta
deleted-title = Hasta pronto
deleted-now = Tu cuenta se ha eliminado.
deleted-due = Tu cuenta se eliminará el { $date }. Para conservarla, inicia sesión antes.
deleted-sign-in = Conservar mi cuenta

# Avisos
done-password = Tu contraseña ha cambiado. Se ha cerrado la sesión en los demás dispositivos.
done-device = Se ha cerrado la sesión en el dispositivo.
done-devices = Se ha cerrado la sesión en los demás dispositivos.
done-confirmed = Gracias. Ya puedes continuar.

# Errores de los campos
error-missing-field = Rellena este campo.
error-username-length = Elige un nombre de usuario de { $name-min } a { $name-max } caracteres.
error-unreadable = Contiene un carácter no válido. Elige otro.
error-name-taken = Este nombre de usuario ya está en uso. Elige otro.
error-name-looks-alike = Este nombre de usuario se parece demasiado a otro. Elige otro.
error-invalid-name = Este nombre de usuario no es posible. Usa letras y cifras de un solo idioma, sin emoji.
error-invalid-value = Uno de estos valores no se puede guardar. Cámbialo.
error-value-taken = Otra cuenta ya usa uno de estos valores. Cámbialo.
error-password-too-short = Elige una contraseña de al menos { $min } caracteres.
error-password-too-long = Elige una contraseña de { $max } caracteres como máximo.
error-password-common = Esta contraseña es muy común y fácil de adivinar. Elige otra.
error-password-context = Esta contraseña se parece demasiado a tu nombre o al nombre de este sitio. Elige otra.
error-wrong-password = Esta contraseña no es correcta.
error-invalid-credentials = { $sign-in-by ->
    [email] La dirección o la contraseña no son correctas, o la dirección aún no está confirmada. También puedes entrar con un mensaje por correo, que la confirma.
   *[username] El nombre de usuario o la contraseña no son correctos. Inténtalo de nuevo.
}
error-refused = No es posible. Revisa lo que has escrito.
error-too-many-attempts = Hubo demasiados intentos fallidos. Inicia sesión de otra manera o pídenos ayuda.
error-too-many-attempts-seconds = { $count ->
    [one] Hubo demasiados intentos. Inténtalo de nuevo en 1 segundo.
   *[other] Hubo demasiados intentos. Inténtalo de nuevo en { $count } segundos.
}
error-too-many-attempts-minutes = { $count ->
    [one] Hubo demasiados intentos. Inténtalo de nuevo en 1 minuto.
   *[other] Hubo demasiados intentos. Inténtalo de nuevo en { $count } minutos.
}
error-verification-stale = El inicio de sesión tardó demasiado. Empieza de nuevo.
error-superseded = Tu cuenta cambió mientras tanto. Inténtalo de nuevo.
error-no-password = Esta cuenta no tiene contraseña. Cierra la sesión e iníciala de nuevo para confirmar que eres tú.
error-deletion-due = Esta cuenta se va a eliminar. Para conservarla, inicia sesión de nuevo y confírmalo.

# Páginas de error
error-title-signed-out = Tu sesión está cerrada
error-signed-out = Inicia sesión para continuar.
error-title-cross-origin = Solicitud rechazada
error-cross-origin = Tu navegador no confirmó que esta solicitud venía de una página de este sitio. Abre el formulario en este sitio e inténtalo de nuevo.
error-title-state-unknown = Inicia sesión de nuevo
error-state-unknown = Este inicio de sesión empezó en otro navegador o hace demasiado tiempo. Empieza de nuevo.
error-title-not-found = Página no encontrada
error-not-found = No hay ninguna página en esta dirección. Revísala.
error-title-method-not-allowed = Esta página no se puede abrir
error-method-not-allowed = Usa los enlaces y botones de la página de inicio.
error-title-body-too-large = El formulario es demasiado grande
error-body-too-large = Acorta lo que has escrito e inténtalo de nuevo.
error-title-invalid-body = No se pudo leer la solicitud
error-invalid-body = Vuelve atrás, recarga la página e inténtalo de nuevo.
error-title-unsupported-media-type = No se pudo leer la solicitud
error-unsupported-media-type = Vuelve atrás, recarga la página e inténtalo de nuevo.
error-title-not-acceptable = No se pudo leer la solicitud
error-not-acceptable = Vuelve atrás, recarga la página e inténtalo de nuevo.
error-title-superseded = Inicia sesión de nuevo
error-title-verification-stale = Inicia sesión de nuevo
error-title-session-of-another-user = Inicia sesión de nuevo
error-session-of-another-user = Has iniciado sesión con otra cuenta. Inicia sesión de nuevo para continuar.
error-title-verification-not-recent = Confirma que eres tú
error-verification-not-recent = Para esto hace falta un inicio de sesión reciente. Confirma que eres tú y continúa.
error-title-unknown-session = No encontrado
error-unknown-session = Este dispositivo no tiene la sesión iniciada.
error-title-no-password = Sin confirmar
error-title-too-many-attempts = Demasiados intentos
error-title-busy = Inténtalo de nuevo en un momento
error-busy = Muchas personas están iniciando sesión ahora. No se ha cambiado nada.
error-title-unavailable = Inténtalo de nuevo en un momento
error-unavailable = El servicio no está disponible por el momento. No se ha perdido nada.
error-title-failed = Algo salió mal
error-failed = El error es nuestro y ha quedado registrado. Inténtalo más tarde.
error-home = Ir a la página de inicio

# Correo
email = Correo electrónico
email-optional = Correo electrónico (opcional)
email-hint = Enviamos un mensaje para confirmarlo.
username-or-email = Nombre de usuario o correo
code = Código
code-hint = 8 cifras, en este navegador, en 10 minutos.
code-lead = Si es correcto, hay un mensaje en camino a { $email }. Abre su enlace o escribe aquí su código.
code-lead-unknown = Abre el enlace del mensaje o escribe aquí su código.
ask-button = Enviar mensaje
ask-back = Volver al inicio de sesión
link-other = ¿No llega el mensaje?
link-ask = Pedir otro
forgot-link = ¿Olvidaste tu contraseña?
forgot-title = ¿Olvidaste tu contraseña?
forgot-lead = Escribe tu dirección. Si alguna cuenta la tiene, enviamos un mensaje para elegir una contraseña nueva.
mail-sign-in-link = Iniciar sesión por correo
mail-sign-in-title = Iniciar sesión por correo
mail-sign-in-lead = Escribe tu dirección. Si alguna cuenta la tiene, enviamos un enlace y un código.
mail-link-title = Iniciar sesión por correo
mail-link-lead = ¿Iniciar sesión con esta dirección?
mail-link-button = Iniciar sesión
reset-title = Elige una contraseña nueva
reset-lead = Elige una contraseña nueva para esta dirección. Se cerrará la sesión en todos los dispositivos.
reset-button = Guardar e iniciar sesión
verify-title = Confirma tu dirección
verify-lead = ¿Confirmas que esta es tu dirección?
verify-button = Confirmar e iniciar sesión
address-confirm-title = Confirma tu nueva dirección
address-confirm-lead = ¿Usar esta dirección con tu cuenta?
address-confirm-button = Confirmar dirección
undo-title = Deshacer el cambio de dirección
undo-lead = Esta dirección vuelve a ser tuya, se cierran todas las sesiones y eliges una contraseña nueva.
undo-button = Deshacer el cambio
report-title = ¿No fuiste tú?
report-lead = Cerramos todas las sesiones, quitamos la contraseña y enviamos un mensaje para elegir otra.
report-button = No fui yo
restore-mail-lead = Esta cuenta se eliminará el { $date }. ¿Quieres conservarla?
addresses-lead = Tus direcciones para los mensajes sobre tu cuenta. Puedes iniciar sesión con ellas.
address-verified = Confirmada
address-since = Confirmada el { $date }
address-unverified = Sin confirmar
address-remove = Quitar
address-remove-label = Quitar { $address }
address-add = Añadir una dirección
address-change = Cambiar tu dirección
address-change-lead = Enviamos un mensaje a la nueva dirección. Nada cambia hasta que la confirmes.
address-new = Nueva dirección

# Actividad
activity = Actividad
activity-lead = Lo que ha pasado con tu cuenta. Si no reconoces algo, cambia tu contraseña.
activity-older = Anteriores
activity-none = Nada todavía.
event-address-change-undone = Cambio de dirección deshecho
event-address-changed = Dirección cambiada
event-address-unproven-dropped = Datos de acceso sin confirmar eliminados
event-address-verified = Dirección confirmada
event-attempts-locked = Demasiadas contraseñas incorrectas
event-key-created = Forma de acceso añadida
event-key-deleted = Forma de acceso eliminada
event-key-renamed = Nombre de acceso cambiado
event-password-changed = Contraseña cambiada
event-password-refused = Contraseña incorrecta
event-password-removed = Contraseña eliminada
event-second-factor-refused = Segundo factor rechazado
event-session-ended = Sesión cerrada
event-session-started = Sesión iniciada
event-session-verified = Confirmaste que eras tú
event-user-created = Cuenta creada
event-user-renamed = Nombre de usuario cambiado
event-user-sessions-ended = Sesiones cerradas en dispositivos
event-user-updated = Perfil cambiado

done-address = Tu dirección está confirmada.
done-removed = Se quitó la dirección.
error-last-key = Es tu última forma de iniciar sesión. Añade antes otra.
error-missing-key = Esta cuenta ya no tiene esta dirección.
done-reported = Tu cuenta está protegida. Abre el mensaje que te enviamos o escribe su código.
error-invalid-address = No es una dirección de correo a la que podamos escribir.
error-address-taken = Otra cuenta usa esta dirección.
error-invalid-code = Este enlace o código ya se usó, se sustituyó o ha caducado. Pide otro.
error-title-invalid-code = Esto ya no funciona
error-password-breached = Esta contraseña se publicó en una filtración de datos. Elige otra.

# Mensajes
letter-moment = { $date }, { $time } UTC
letter-ignore = Si no lo has pedido tú, puedes ignorar este mensaje.
letter-code = O escribe este código en el navegador en el que lo pediste:
letter-until = El enlace se puede usar una vez, hasta el { $link }. El código vale hasta el { $code }.
letter-asked = Se pidió el { $time }.
letter-asked-device = Se pidió el { $time } con { $device }.
letter-happened = Ocurrió el { $time }.
letter-happened-device = Ocurrió el { $time } con { $device }.
letter-verify-subject = Confirma tu dirección de correo
letter-verify-text = Confirma que { $to } es tu dirección, para usarla con tu cuenta de { $app }.
letter-verify-button = Confirmar dirección
letter-registered-subject = Ya tienes una cuenta en { $app }
letter-registered-text = Se intentó un registro en { $app } con { $to }, pero esta dirección ya tiene una cuenta.
letter-registered-advice = Puedes iniciar sesión. Si olvidaste tu contraseña, elige una nueva en la misma página.
letter-registered-note = Si no has sido tú, puedes ignorar este mensaje. Tu cuenta no ha cambiado.
letter-reset-subject = Elige una contraseña nueva
letter-reset-text = Ya puedes elegir una contraseña nueva para tu cuenta { $to } de { $app }.
letter-reset-button = Elegir una contraseña nueva
letter-reset-devices = Al elegir una contraseña nueva se cierra la sesión en todos los dispositivos.
letter-reset-note = Tu contraseña no ha cambiado.
letter-sign-in-subject = Inicia sesión en { $app }
letter-sign-in-text = Usa este enlace para iniciar sesión en { $app } como { $to }.
letter-sign-in-button = Iniciar sesión
letter-sign-in-note = No compartas el enlace ni el código: dan acceso a tu cuenta.
letter-address-subject = Confirma tu nueva dirección de correo
letter-address-text = Confirma que quieres usar { $to } con tu cuenta de { $app }.
letter-address-replaces = Confirma que { $to } sustituye a { $old } como dirección de tu cuenta de { $app }.
letter-taken-subject = Esta dirección ya está en uso
letter-taken-text = Un usuario de { $app } intentó usar { $to }, pero otra cuenta ya usa esta dirección.
letter-taken-advice = Si las dos cuentas son tuyas, inicia sesión en la otra con esta dirección.
letter-changed-subject = Tu dirección de correo ha cambiado
letter-changed-text = La dirección de correo de tu cuenta de { $app } cambió de { $to } a { $new }.
letter-changed-button = No fui yo: deshacer
letter-was-you = Si fuiste tú, no tienes que hacer nada.
letter-once = El enlace se puede usar una vez, hasta el { $link }.
letter-report-button = No fui yo
letter-report-note = La página del enlace cierra todas las sesiones, quita la contraseña y te envía un mensaje para elegir otra.
letter-contact = Si no fuiste tú, ponte en contacto con { $app }.
letter-password-changed-subject = Tu contraseña ha cambiado
letter-password-changed-text = Se cambió la contraseña de tu cuenta { $to } de { $app }.
letter-password-removed-subject = Tu contraseña se ha eliminado
letter-password-removed-text = Se eliminó la contraseña de tu cuenta { $to } de { $app }.
letter-key-created-subject = Se añadió una forma de acceso
letter-key-created-text = Se añadió una forma de acceso a tu cuenta { $to } de { $app }.
letter-key-deleted-subject = Se eliminó una forma de acceso
letter-key-deleted-text = Se eliminó una forma de acceso de tu cuenta { $to } de { $app }.
letter-name-changed-subject = Tu nombre de acceso ha cambiado
letter-name-changed-text = Cambió un nombre de acceso de tu cuenta { $to } de { $app }.
letter-address-removed-subject = Tu dirección de correo se ha eliminado
letter-address-removed-text = La dirección { $to } se eliminó de tu cuenta de { $app }.
letter-new-device-subject = Nuevo inicio de sesión en tu cuenta
letter-new-device-text = Un dispositivo nuevo inició sesión en tu cuenta { $to } de { $app }.
