/* Boran: today's order of a school, on its own site.
   <script async src="https://…/banner.js" data-organisation="kst-12" data-lang="kk"></script>
   data-lang: kk, ru or both; without it the language of the page. data-target: a selector of the element to stand in. */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script) return;
  var code = script.getAttribute("data-organisation");
  if (!code) return;
  var origin = new URL(script.src, document.baseURI).origin;
  var address = origin + "/feeds/" + encodeURIComponent(code) + ".json";
  var EVERY = 60000, LONGEST = 600000, TRY_AFTER = 5000;
  var WORDS = {
    kk: { more: "Хабардың шынайылығын тексеру", old: "Соңғы белгілі мәлімет. Жаңарту кезінде байланыс болмады." },
    ru: { more: "Проверить, настоящее ли сообщение", old: "Последние известные сведения: обновить их сейчас не удалось." }
  };
  var STYLE = {
    box: { boxSizing: "border-box", margin: "0", padding: "12px 16px", background: "#fff4d6", color: "#1b2733",
      borderTop: "4px solid #b35c00", font: "16px/1.45 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
      textAlign: "left", overflowWrap: "anywhere" },
    part: { maxWidth: "60rem", margin: "0 auto", padding: "4px 0" },
    title: { margin: "0", fontSize: "1.1em", fontWeight: "700" },
    text: { margin: "6px 0 0", whiteSpace: "pre-line" },
    small: { margin: "6px 0 0", fontSize: "0.85em" },
    link: { color: "#0b4f7a" }
  };
  var box = null, shown = "", failures = 0, timer = 0, latest = null, ahead = 0;

  // The server's clock counts: the reader's own may be hours wrong.
  function now() {
    return Date.now() + ahead;
  }

  function keepTime(date, age) {
    var off = Date.parse(date) + age * 1000 - Date.now();
    if (!isNaN(off)) ahead = Math.abs(off) > 2 * EVERY ? off : 0;
  }

  function dress(element, style) {
    for (var name in style) element.style[name] = style[name];
    return element;
  }

  function make(tag, style, words) {
    var element = dress(document.createElement(tag), style);
    if (words) element.textContent = words;
    return element;
  }

  function languages() {
    var wanted = (script.getAttribute("data-lang") || document.documentElement.lang || "").slice(0, 4).toLowerCase();
    var short = wanted.slice(0, 2);
    return short === "kk" || short === "ru" ? [short] : ["kk", "ru"];
  }

  function standing(status) {
    if (!status || now() >= Date.parse(status.valid_until)) return [];
    return status.orders.filter(function (order) { return now() < Date.parse(order.expires_at); });
  }

  function place() {
    if (box) return box;
    box = make("div", STYLE.box);
    // The box stands in the page, empty, before words come into it: only then do screen readers announce them.
    box.setAttribute("role", "alert");
    box.setAttribute("aria-live", "assertive");
    box.hidden = true;
    var selector = script.getAttribute("data-target");
    var target = selector && document.querySelector(selector);
    if (target) target.appendChild(box);
    else document.body.insertBefore(box, document.body.firstChild);
    return box;
  }

  function link(order, words) {
    var line = make("p", STYLE.small), anchor = make("a", STYLE.link, words.more);
    anchor.href = order.url;
    anchor.rel = "noopener";
    line.appendChild(anchor);
    return line;
  }

  function part(language, orders, old) {
    var section = make("section", STYLE.part), words = WORDS[language];
    section.lang = language;
    orders.forEach(function (order) {
      var said = order.text[language], first = said.indexOf("\n");
      section.appendChild(make("p", STYLE.title, first < 0 ? said : said.slice(0, first)));
      if (first >= 0) section.appendChild(make("p", STYLE.text, said.slice(first + 1).trim()));
      if (/^https?:\/\//.test(order.url)) section.appendChild(link(order, words));
    });
    if (old) section.appendChild(make("p", STYLE.small, words.old));
    return section;
  }

  function draw(old) {
    var orders = standing(latest);
    var state = JSON.stringify([orders, languages(), old]);
    if (state === shown) return;
    shown = state;
    var where = place();
    while (where.firstChild) where.removeChild(where.firstChild);
    where.hidden = orders.length === 0;
    if (orders.length) languages().forEach(function (language) { where.appendChild(part(language, orders, old)); });
  }

  function again(wait) {
    clearTimeout(timer);
    var ends = standing(latest).map(function (order) { return Date.parse(order.expires_at) - now(); });
    timer = setTimeout(look, Math.max(1000, Math.min.apply(null, ends.concat([wait]))));
  }

  function look() {
    if (document.hidden && latest) { draw(failures > 0); again(EVERY); return; }
    fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" }).then(function (answer) {
      if (!answer.ok) throw new Error("not now");
      return answer.json().then(function (status) {
        latest = status;
        failures = 0;
        var age = Number(answer.headers.get("Age") || 0);
        keepTime(answer.headers.get("Date"), age);
        draw(age * 1000 > 2 * EVERY);
        again(EVERY);
      });
    }).catch(function () {
      failures += 1;
      draw(failures > 2);
      again(Math.min(LONGEST, TRY_AFTER * Math.pow(2, failures - 1)));
    });
  }

  function begin() {
    place();
    document.addEventListener("visibilitychange", function () { if (!document.hidden) look(); });
    look();
  }

  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
