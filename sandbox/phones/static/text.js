// Message text with its entities as DOM nodes. Offsets count UTF-16 units, as JavaScript strings do.

import { make } from "./dom.js";

const STYLES = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "mark",
};

const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]); // they end their own line

export function formatted(text, entities) {
  const known = entities.filter((entity) => entity.type in STYLES || entity.type === "text_link" || entity.type === "url");
  const sorted = [...known].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, sorted);
  return root;
}

function fill(parent, text, start, end, entities) {
  let at = start;
  while (entities.length && entities[0].offset < end) {
    const entity = entities.shift();
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || stop <= entity.offset) continue;
    parent.append(text.slice(at, entity.offset));
    const inside = styled(entity, text.slice(entity.offset, stop));
    fill(inside, text, entity.offset, stop, entities);
    parent.append(inside);
    at = BLOCKS.has(inside.tagName) && text[stop] === "\n" ? stop + 1 : stop;
  }
  parent.append(text.slice(at, end));
}

function styled(entity, content) {
  const address = entity.type === "url" ? content : entity.url;
  if (address === undefined) return make(STYLES[entity.type]);
  const link = make("a");
  if (/^https?:\/\//.test(address)) {
    link.href = address;
    link.target = "_blank";
    link.rel = "noreferrer noopener";
  }
  return link;
}
