# What staff read: the order, reminders, notices to heads and departments.

staff-classes = Классы, группы: { $classes }.
staff-regime = Режим работы: { $regime }
staff-responsible = Ознакомление с приказом контролируют: { $people }.
staff-duty = Принимают детей и провожают домой: { $people }.
staff-come = Для пришедших детей – все занятия и горячее питание в полном объёме. Одних домой не отпускаем.
staff-families-window = Семьям сообщаем с { $opens } до { $closes }, не раньше.
staff-families-at-once = Семьям сообщаем сразу.
staff-todo = Что сделать:
    1. Нажмите «Ознакомлен(а)».
    2. Отправьте готовый текст в чат класса.
    3. Позвоните семьям, от которых нет подтверждения.
staff-basis = Основание: { $citation }.
staff-signed = Утвердил(а): { $name }, { $day } в { $time }.
staff-late = Приказ утверждён после установленного времени ради безопасности детей. Причина: «{ $reason }».

staff-acquainted-at = Вы ознакомлены: { $day }, { $time }.
staff-not-acquainted = Вы ещё не подтвердили, что ознакомлены.
staff-class-reached = { $class }: подтвердили семьи { $reached } из { $pupils } учащихся.

staff-button-acquainted = Ознакомлен(а)
staff-button-paste = Текст для чата
staff-button-unreached = Кто не подтвердил
staff-button-told = Сообщено: { $name }

staff-head-notice = Этот приказ обязателен для вашей организации. Классным руководителям и семьям сообщение отправляется сейчас.
staff-reminder = Напоминаем: вы ещё не подтвердили, что ознакомлены с приказом.
staff-control = С приказом ещё не ознакомились:
staff-control-ask = Пожалуйста, свяжитесь с ними.
staff-control-person = – { $name } ({ $classes })

staff-expired = Проект приказа не утверждён в срок ({ $opens }–{ $closes }) и больше не действует. Семьям ничего не отправлено: занятия по расписанию.
staff-expired-department = Проект приказа не утверждён и больше не действует. Семьям ничего не отправлено: занятия по расписанию.
staff-expired-late = Если детям опасно выходить, приказ можно утвердить с опозданием, указав причину.
staff-button-late = Утвердить с опозданием

staff-revoked = Приказ отменён. Занятия проходят по обычному расписанию.
staff-revoked-amended = Приказ заменён другим и вас больше не касается.
staff-revoked-reason = Причина отмены: «{ $reason }».

staff-refused = Приказ утверждён, но НЕ разослан: { $why }. Сообщите администратору программы, а семьи пока оповестите сами.
staff-refused-empty_audience = под него не подпадает ни один класс
staff-refused-unknown_scope = неизвестно, на кого он распространяется
staff-refused-incomplete_text = в тексте на одном из языков не хватает обязательных сведений
staff-refused-too_long = текст не помещается в одно сообщение
staff-refused-repealed_act = текст ссылается на акт, который не действует
staff-refused-no_window = не определено время оповещения семей

# --- Whom the news has not reached --------------------------------------------------------------------
staff-unreached-title = { $count ->
    [one] Не подтвердила { $count } семья. Позвоните и отметьте:
    [few] Не подтвердили { $count } семьи. Позвоните и отметьте:
   *[other] Не подтвердили { $count } семей. Позвоните и отметьте:
}
staff-unreached-none = Подтвердили все семьи.
staff-unreached-pupil = – { $name } ({ $class }): { $why }
staff-unreached-no_contact = нет адреса для сообщений
staff-unreached-blocked = бот заблокирован
staff-unreached-waiting = ещё не отправлено
staff-unreached-failed = сообщение не доставлено
staff-unreached-unknown = неизвестно, дошло ли
staff-unreached-no_answer = отправлено, ответа нет
