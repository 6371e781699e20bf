// The journal as a table, newest first, fetched only while somebody looks at it.

import { say } from "./captions.js";
import { make } from "./dom.js";

const KEPT = 300;
const RETRY_MS = 1000;
const by = (id) => document.getElementById(id);

let entries = [];
let written = 0;
let watching = null;

export function watchJournal(on) {
  watching?.abort();
  watching = on ? new AbortController() : null;
  if (on) follow(watching.signal);
}

async function follow(signal) {
  while (!signal.aborted) {
    try {
      const answer = await fetch(`/phones/journal?since=${written}`, { signal });
      const fresh = await answer.json();
      written = fresh.written;
      entries = [...fresh.entries.reverse(), ...entries].slice(0, KEPT);
      drawJournal();
      by("written").textContent = written;
    } catch (error) {
      if (error.name === "AbortError") return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

export function drawJournal() {
  const wanted = by("filter").value.trim().toLowerCase();
  const shown = entries.filter((entry) =>
    (!by("refused-only").checked || entry.refused) && (!wanted || JSON.stringify(entry).toLowerCase().includes(wanted)));
  by("entries").replaceChildren(...shown.map(row));
  if (!shown.length) {
    const nothing = make("td", "nothing", say("nothing"));
    nothing.colSpan = 5;
    by("entries").append(make("tr", "", nothing));
  }
}

function row(entry) {
  const text = make("td", "said", make("div", "", entry.text ?? ""));
  if (entry.refused) text.append(make("span", "badge refused", entry.refused));
  if (entry.fault) text.append(make("span", "badge fault", entry.fault));
  const what = make("td", "", make("span", `provider ${entry.provider}`, entry.provider), " ", entry.method);
  return make("tr", entry.refused ? "refused" : "", make("td", "when", entry.at.slice(11, 23)), what, make("td", "", entry.account), make("td", "", entry.to ?? ""), text);
}

by("filter").addEventListener("input", drawJournal);
by("refused-only").addEventListener("change", drawJournal);
