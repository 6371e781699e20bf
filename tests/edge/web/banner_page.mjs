// A page with just enough of a DOM to carry the banner. Reads a play from standard input, prints what the page shows.
// {script, attributes, language, now, answers: [{status, headers, body} | null, …], advance: [ms, …]}
import { readFileSync } from "node:fs";
import vm from "node:vm";

const play = JSON.parse(readFileSync(0, "utf8"));
const forbidden = [];
let clock = Date.parse(play.now);
let timers = [];
const asked = [];

class Element {
  constructor(tag) {
    this.tag = tag;
    this.style = {};
    this.attributes = {};
    this.children = [];
    this.hidden = false;
    this.lang = "";
  }
  set textContent(words) { this.words = words; this.children = []; }
  get textContent() { return (this.words ?? "") + this.children.map((child) => child.textContent).join("\n"); }
  set innerHTML(_html) { forbidden.push("innerHTML"); }
  set outerHTML(_html) { forbidden.push("outerHTML"); }
  insertAdjacentHTML() { forbidden.push("insertAdjacentHTML"); }
  setAttribute(name, value) {
    if (name === "style" || name.startsWith("on")) forbidden.push(name);
    this.attributes[name] = value;
  }
  getAttribute(name) { return this.attributes[name] ?? null; }
  appendChild(child) { this.children.push(child); return child; }
  insertBefore(child) { this.children.unshift(child); return child; }
  removeChild(child) { this.children = this.children.filter((other) => other !== child); }
  get firstChild() { return this.children[0] ?? null; }
}

const script = new Element("script");
script.src = play.script;
script.attributes = play.attributes;
const body = new Element("body");
const document = {
  currentScript: script,
  baseURI: "https://school.example/",
  documentElement: { lang: play.language },
  body,
  hidden: false,
  createElement: (tag) => new Element(tag),
  querySelector: () => null,
  addEventListener: () => {},
  get cookie() { forbidden.push("cookie"); return ""; },
  set cookie(_value) { forbidden.push("cookie"); },
  write: () => forbidden.push("write"),
};

class Clock extends Date {
  static now() { return clock; }
}

async function fetchOnce(address, options) {
  asked.push({ address, options });
  const answer = play.answers[Math.min(asked.length, play.answers.length) - 1];
  if (answer === null) throw new TypeError("network");
  const headers = new Map(Object.entries(answer.headers));
  return { ok: answer.status === 200, headers: { get: (name) => headers.get(name) ?? null }, json: async () => answer.body };
}

const trap = (name) => new Proxy({}, { get: () => { forbidden.push(name); return () => null; } });
const world = {
  document, URL, Date: Clock, JSON, Math, Number, isNaN, encodeURIComponent, Error,
  fetch: fetchOnce,
  setTimeout: (work, wait) => { timers.push({ work, at: clock + wait }); return timers.length; },
  clearTimeout: () => { timers = []; },
  localStorage: trap("localStorage"), sessionStorage: trap("sessionStorage"), indexedDB: trap("indexedDB"),
  eval: () => forbidden.push("eval"),
};

const settle = async () => { for (let turn = 0; turn < 20; turn += 1) await null; };
const seen = () => body.children.map((box) => ({
  hidden: box.hidden,
  role: box.getAttribute("role"),
  live: box.getAttribute("aria-live"),
  languages: box.children.map((part) => part.lang),
  links: box.children.flatMap((part) => part.children).flatMap((line) => line.children).map((anchor) => anchor.href),
  text: box.textContent,
}))[0];

vm.runInNewContext(readFileSync(play.source, "utf8"), world);
await settle();
const shown = [seen()];
for (const span of play.advance) {
  clock += span;
  const due = timers.filter((timer) => timer.at <= clock);
  timers = timers.filter((timer) => timer.at > clock);
  due.forEach((timer) => timer.work());
  await settle();
  shown.push(seen());
}
console.log(JSON.stringify({ shown, asked: asked.map((one) => one.address), options: asked[0]?.options, forbidden, left: timers.map((timer) => timer.at - clock) }));
