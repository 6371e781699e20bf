# SMS: two parts at most, 134 letters. The fullest wording that fits is sent (dispatch/sms_texts.py).

sms-day = { $day } ({ $weekday })
sms-shift = { $shift ->
    [1] 1-я смена
    [2] 2-я смена
    [3] 3-я смена
   *[all] все смены
}
sms-when = { $days }, { $shift }

sms-action-distance = { $who }: занятия дома, дистанционно.
sms-action-cancelled = { $who }: занятий не будет.
sms-action-shortened = { $who }: сокращённые занятия.
sms-action-early_release = { $who }: занятия закончатся раньше, заберите, пожалуйста, детей.
sms-action-usual = { $who }: занятия по расписанию.

sms-brief-distance = { $who }: дистанционно.
sms-brief-cancelled = { $who }: занятий нет.
sms-brief-shortened = { $who }: сокращённые занятия.
sms-brief-early_release = { $who }: занятия закончатся раньше.

sms-said = { $when }. { $action }
sms-revoked = { $when }: приказ отменён. { $action }
sms-narrowed = { $when }: приказ изменён и вашего класса не касается. Занятия по расписанию.

sms-why-weather = Причина: погода.
sms-why-figures = Погода: { $figures }.
sms-replaces = Это вместо прежнего сообщения.
sms-link = Проверка: { $link }
sms-code = Код: { $code }
sms-acquaint = Ознакомьтесь: { $link }
sms-order = Приказ: { $link }
