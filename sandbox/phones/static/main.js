// The page: which phones stand in the row, the tabs, the language, and the loop that keeps all of it fresh.

import { language, say, sayAll, titleOf } from "./captions.js";
import { ask, clock } from "./dom.js";
import { drawJournal, watchJournal } from "./journal.js";
import { Phone } from "./phone.js";

const RETRY_MS = 1000;
const by = (id) => document.getElementById(id);

const page = {
  ids: (new URLSearchParams(location.search).get("chats") ?? "").split(",").filter((id) => /^[-+]?\d+$/.test(id)),
  phones: new Map(),
  state: null,
  site: null,
  siteDrawn: "",
  waiting: null,
};

async function watch() {
  for (;;) {
    page.waiting = new AbortController();
    const query = new URLSearchParams({ chats: page.ids.join(","), tag: page.state?.tag ?? "" });
    try {
      const answer = await fetch(`/phones/state?${query}`, { signal: page.waiting.signal });
      page.state = await answer.json();
      by("offline").hidden = true;
      draw();
    } catch (error) {
      if (error.name === "AbortError") continue;
      by("offline").hidden = false;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function draw() {
  if (page.state === null) return;
  clock.set(page.state.clock);
  const shown = new Set(page.state.phones.map((phone) => phone.id));
  for (const [id, phone] of page.phones) {
    if (shown.has(id)) continue;
    phone.element.remove();
    page.phones.delete(id);
  }
  for (const phone of page.state.phones) drawPhone(phone);
  by("empty").hidden = page.state.phones.length > 0;
  by("written").textContent = page.state.written;
  drawSites();
  tick();
}

function drawPhone(state) {
  let phone = page.phones.get(state.id);
  if (phone === undefined) {
    phone = new Phone(state.id, { onClose: hidePhone, onStart: askToStart });
    page.phones.set(state.id, phone);
    by("row").append(phone.element);
  }
  phone.draw(state, language.now);
  phone.tick();
}

function choosePhones(ids) {
  page.ids = ids.map(String);
  const address = new URL(location.href);
  address.searchParams.set("chats", page.ids.join(","));
  history.replaceState(null, "", address);
  page.waiting?.abort();
}

const shownIds = () => page.state.phones.map((phone) => String(phone.id));
const hidePhone = (id) => choosePhones(shownIds().filter((shown) => shown !== String(id)));
const addPhone = (id) => choosePhones([...new Set([...shownIds(), String(id)])]);

function drawSites() {
  const { sites } = page.state;
  by("no-sites").hidden = sites.length > 0;
  by("site-frame").hidden = by("site-alone").hidden = sites.length === 0;
  if (!sites.some((site) => site.name === page.site)) page.site = sites[0]?.name ?? null;
  by("sites").replaceChildren(...sites.map((site) => {
    const choice = document.createElement("button");
    choice.type = "button";
    choice.textContent = titleOf(site.title) || site.name;
    choice.setAttribute("aria-pressed", String(site.name === page.site));
    choice.addEventListener("click", () => {
      page.site = site.name;
      drawSites();
    });
    return choice;
  }));
  const shown = sites.find((site) => site.name === page.site);
  if (shown) by("site-alone").href = siteAddress(shown);
  const drawn = shown && `${shown.name} ${shown.notices}`;
  if (by("site").hidden || !shown || drawn === page.siteDrawn) return;
  page.siteDrawn = drawn;
  by("site-frame").src = siteAddress(shown);
}

const siteAddress = (site) => `/site/${encodeURIComponent(site.name)}`;

function chooseTab(name) {
  for (const tab of by("tabs").children) tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
  for (const panel of document.querySelectorAll(".panel")) panel.hidden = panel.id !== name;
  location.hash = name;
  if (name === "site" && page.state !== null) drawSites();
  if (name === "mail") by("mail-frame").src = "/mail";
  watchJournal(name === "journal");
}

function chooseLanguage(chosen) {
  language.choose(chosen);
  for (const choice of document.querySelectorAll("[data-language]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.language === chosen));
  }
  sayAll(document);
  document.title = `${say("title")} · Boran`;
  draw();
  drawJournal();
}

function askIn(form, submit) {
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  form.querySelector("form").onsubmit = async (event) => {
    event.preventDefault();
    try {
      await submit(Object.fromEntries(new FormData(event.target)));
      form.close();
      event.target.reset();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  };
  form.querySelector("[data-close]").onclick = () => form.close();
  form.showModal();
}

function askForPhone() {
  askIn(by("phone-form"), async (fields) => {
    const { users } = await ask("/control/users", fields);
    addPhone(users[0]);
  });
}

function askToStart(phone) {
  const options = page.state.bots.map((bot) => new Option(`${bot.first_name} (@${bot.username})`, bot.id));
  by("start-form").querySelector("select").replaceChildren(...options);
  askIn(by("start-form"), async (fields) => {
    await ask(`/control/users/${phone.id}/start`, fields);
    phone.chosen = Number(fields.bot);
  });
}

async function findPeople() {
  const typed = by("find").value.trim();
  const exact = typed.match(/· ([-+]?\d+)$/);
  if (exact) {
    by("find").value = "";
    addPhone(exact[1]);
    return;
  }
  const { people } = await ask(`/phones/people?q=${encodeURIComponent(typed)}`);
  by("people").replaceChildren(...people.map((one) => new Option("", `${titleOf(one.title ?? {}) || one.name} · ${one.id}`)));
}

function tick() {
  if (page.state === null) return;
  by("clock").textContent = clock.second(clock.now());
  for (const phone of page.phones.values()) phone.tick();
}

by("tabs").addEventListener("click", (event) => chooseTab(event.target.closest("button").dataset.tab));
for (const choice of document.querySelectorAll("[data-language]")) {
  choice.addEventListener("click", () => chooseLanguage(choice.dataset.language));
}
by("new-phone").addEventListener("click", askForPhone);
by("find").addEventListener("input", findPeople);
by("find").addEventListener("focus", findPeople);
by("origin").textContent = location.origin;
chooseLanguage(new URLSearchParams(location.search).get("language") ?? language.now);
chooseTab(location.hash.slice(1) || "phones");
setInterval(tick, 250);
watch();
