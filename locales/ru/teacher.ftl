# The page by which a homeroom teacher works without Telegram: /t/<link>.

teacher-title = Приказ: что сделать классному руководителю
teacher-personal = Ссылка личная: не пересылайте её. Она действует до конца последнего дня приказа.

teacher-paste = Текст для чата: { $class }
teacher-paste-hint = Скопируйте текст целиком и отправьте в чат класса.
teacher-copy = Скопировать текст
teacher-copied = Скопировано

teacher-call = Кому позвонить
teacher-call-of = Позвонить: { $name }, { $number }
teacher-no-phone = Телефона в списках нет: найдите другой способ сообщить.
teacher-told = Семья знает
teacher-told-of = Семья знает: { $name }

teacher-unknown = Такой ссылки нет
teacher-unknown-advice = Откройте ссылку из сообщения целиком, до последней буквы.
teacher-over = Ссылка больше не действует
teacher-over-advice = Последний день приказа прошёл. Делать ничего не нужно.
teacher-withdrawn = Приказ больше не действует
teacher-strange-form = Страница открыта не по вашей ссылке: ничего не записано. Откройте ссылку из сообщения ещё раз.
