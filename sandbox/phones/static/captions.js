// The page's own captions in both languages; what bots write comes as it is.

const CAPTIONS = {
  kk: {
    title: "Сынақ ортасы", subtitle: "мұнда нақты адамға хабар бармайды",
    phones: "Телефондар", site: "Мектеп сайты", mail: "Пошта", openAlone: "Жеке терезеде ашу", journal: "Журнал",
    offline: "Байланыс үзілді, қайта қосылуда…",
    find: "Телефонды табу", newPhone: "Жаңа телефон",
    emptyTitle: "Әзірге бірде-бір телефон жоқ.",
    emptyHow: "«Жаңа телефон» түймесін басыңыз немесе басқару API-і арқылы қосыңыз:",
    noSites: "Әзірге бірде-бір мектеп сайты ашылмаған.",
    filter: "Іздеу", refusedOnly: "тек қабылданбағандары",
    at: "Уақыты", what: "Сұрау", account: "Жіберуші", to: "Кімге", text: "Мәтін",
    firstName: "Аты", number: "Телефон нөмірі", language: "Тілі", cancel: "Бас тарту", create: "Қосу",
    openBot: "Ботты ашу", bot: "Бот", payload: "Сілтеме коды (міндетті емес)", start: "Бастау",
    isBot: "бот", isChannel: "арна", edited: "өзгертілді", silent: "дыбыссыз",
    write: "Хабарлама", send: "Жіберу", block: "Ботты бұғаттау", unblock: "Бұғаттан шығару",
    restart: "Қайта бастау", remove: "Телефонды алып тастау",
    copied: "Көшірілді", shared: "Қайта жіберілді", noChats: "Әзірге чат жоқ", someoneElse: "Басқаның нөмірі",
    blockedNote: "Сіз бұл ботты бұғаттадыңыз", close: "Жабу", webApp: "Бұл түйме бұл жерде ашылмайды",
    nothing: "Жазба жоқ", menu: "Мәзір", blockSender: "Жіберушіні бұғаттау", switchOff: "Телефонды өшіру", switchOn: "Телефонды қосу",
    isOff: "телефон өшірулі", noReply: "Бұл хабарға жауап берілмейді",
    months: ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"],
  },
  ru: {
    title: "Тестовая среда", subtitle: "настоящим людям отсюда ничего не уходит",
    phones: "Телефоны", site: "Сайт школы", mail: "Почта", openAlone: "Открыть в отдельном окне", journal: "Журнал",
    offline: "Связь прервана, подключаемся снова…",
    find: "Найти телефон", newPhone: "Новый телефон",
    emptyTitle: "Пока нет ни одного телефона.",
    emptyHow: "Нажмите «Новый телефон» или добавьте его через API управления:",
    noSites: "Пока не открыт ни один сайт школы.",
    filter: "Поиск", refusedOnly: "только отклонённые",
    at: "Время", what: "Запрос", account: "Отправитель", to: "Кому", text: "Текст",
    firstName: "Имя", number: "Номер телефона", language: "Язык", cancel: "Отмена", create: "Добавить",
    openBot: "Открыть бота", bot: "Бот", payload: "Код из ссылки (необязательно)", start: "Начать",
    isBot: "бот", isChannel: "канал", edited: "изменено", silent: "без звука",
    write: "Сообщение", send: "Отправить", block: "Заблокировать бота", unblock: "Разблокировать",
    restart: "Начать заново", remove: "Убрать телефон",
    copied: "Скопировано", shared: "Переслано", noChats: "Пока нет чатов", someoneElse: "Чужой номер",
    blockedNote: "Вы заблокировали этого бота", close: "Закрыть", webApp: "Эта кнопка здесь не открывается",
    nothing: "Записей нет", menu: "Меню", blockSender: "Заблокировать отправителя", switchOff: "Выключить телефон", switchOn: "Включить телефон",
    isOff: "телефон выключен", noReply: "На это сообщение не отвечают",
    months: ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
  },
};

export const language = {
  now: localStorage.getItem("language") === "ru" ? "ru" : "kk",
  choose(chosen) {
    this.now = chosen;
    localStorage.setItem("language", chosen);
  },
};

export const say = (name) => CAPTIONS[language.now][name];

export const titleOf = (title) => title[language.now] || title.kk || title.ru || "";

export function sayAll(root) {
  document.documentElement.lang = language.now;
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of root.querySelectorAll("[data-hint]")) {
    element.placeholder = say(element.dataset.hint);
    element.setAttribute("aria-label", element.placeholder);
  }
}
