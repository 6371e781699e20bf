// Small steps that every part of the page takes: building elements, asking the server, telling the time.

import { say } from "./captions.js";

export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

export function icon(name) {
  const paths = {
    link: "M7 17 17 7M9 7h8v8",
    copy: "M9 9h10v10H9zM5 15V5h10",
    file: "M7 3h7l4 4v14H7zM14 3v4h4",
    contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7",
    send: "M4 12 20 4l-5 16-3-7z",
    more: "M12 5v.01M12 12v.01M12 19v.01",
    cross: "M6 6l12 12M18 6 6 18",
    plus: "M12 5v14M5 12h14",
    quiet: "M6 9v6h3l5 4V5L9 9zM17 9l4 6M21 9l-4 6",
    ticks: "M2 13l4 4L15 7M11 16l1 1L22 7",
    signal: "M4 20v-3M9 20v-7M14 20V9M19 20V4",
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(path, options);
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error || answer.statusText);
  return content;
}

export const clock = {
  shown: null,
  seen: 0,
  set(state) {
    this.shown = state;
    this.seen = performance.now();
  },
  now() {
    return this.shown === null ? 0 : this.shown.now + ((performance.now() - this.seen) / 1000) * this.shown.rate;
  },
  local(seconds) {
    return new Date((seconds + (this.shown?.offset_s ?? 0)) * 1000);
  },
  minute(seconds) {
    return this.local(seconds).toISOString().slice(11, 16);
  },
  second(seconds) {
    return this.local(seconds).toISOString().slice(11, 19);
  },
  day(seconds) {
    const day = this.local(seconds);
    return `${day.getUTCDate()} ${say("months")[day.getUTCMonth()]}`;
  },
};
