// One phone: the chats of one person (or one channel), drawn anew only where something changed.

import { say, titleOf } from "./captions.js";
import { ask, clock, icon, make } from "./dom.js";
import { formatted } from "./text.js";

const TOAST_MS = 4000;
const SERVICES = { whatsapp: "WhatsApp", sms: "SMS" };

export class Phone {
  constructor(id, { onClose, onStart }) {
    this.id = id;
    this.chosen = null;
    this.drawn = "";
    this.answered = null;
    this.onStart = onStart;
    this.build(onClose);
  }

  build(onClose) {
    this.title = make("strong");
    this.name = make("span");
    const close = button("cross", "remove", () => onClose(this.id));
    this.time = make("time");
    this.battery = make("span", "battery");
    this.chips = make("div", "chips");
    this.head = make("header", "chat-head");
    this.messages = make("div", "messages");
    this.toast = make("div", "toast");
    this.toast.hidden = true;
    this.keyboard = make("div", "reply-keyboard");
    this.foot = make("div", "foot");
    this.input = make("textarea");
    this.input.rows = 1;
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      this.send();
    });
    const screen = this.screen = make("div", "screen",
      make("div", "status", this.time, make("span", "", icon("signal"), this.battery)),
      this.chips, this.head, this.messages, this.toast, this.keyboard, this.foot);
    const caption = make("h2", "caption", make("span", "words", this.title, this.name), close);
    this.element = make("section", "phone", caption, make("div", "device", screen));
  }

  draw(state, languageName) {
    this.state = state;
    const title = titleOf(state.title);
    this.title.textContent = title || state.name;
    const number = state.number === state.name ? "" : state.number;
    this.name.textContent = title ? [state.name, number].filter(Boolean).join(" · ") : number;
    const drawn = JSON.stringify([languageName, state, this.chosen]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.input.placeholder = say("write");
    const chat = this.currentChat();
    this.screen.className = `screen ${chat?.provider ?? "telegram"}${state.reachable ? "" : " off"}`;
    this.drawChips(chat);
    this.drawHead(chat);
    this.drawMessages(chat);
    this.drawKeyboard(chat);
    this.drawFoot(chat);
    this.showAnswer(chat);
    this.messages.scrollTop = this.messages.scrollHeight;
  }

  tick() {
    this.time.textContent = clock.minute(clock.now());
  }

  currentChat() {
    const { chats } = this.state;
    return chats.find((chat) => chat.bot.id === this.chosen) ?? chats[0] ?? null;
  }

  drawChips(current) {
    const chips = this.state.chats.map((chat) => {
      const chip = make("button", `chip ${chat.provider}`, chat.bot.first_name);
      if (chat.provider !== "telegram") chip.append(make("small", "", SERVICES[chat.provider] ?? chat.provider));
      chip.type = "button";
      chip.setAttribute("aria-pressed", String(chat === current));
      chip.addEventListener("click", () => this.choose(chat.bot.id));
      return chip;
    });
    if (this.state.is_person && this.state.on_telegram) chips.push(button("plus", "openBot", () => this.onStart(this)));
    this.chips.replaceChildren(...(chips.length > 1 || (!current && chips.length) ? chips : []));
  }

  choose(botId) {
    this.chosen = botId;
    this.draw(this.state, document.documentElement.lang);
  }

  drawHead(chat) {
    if (chat === null) {
      this.head.replaceChildren(make("span", "who", make("b", "", say("noChats"))));
      return;
    }
    const group = !this.state.is_person;
    const name = group ? this.state.name : chat.bot.first_name;
    const avatar = make("span", `avatar hue${hue(chat.bot.id)}`, initials(name));
    const who = make("span", "who", make("b", "", name), make("small", "", group ? say("isChannel") : this.underName(chat)));
    this.head.replaceChildren(avatar, who);
    if (!group) this.head.append(this.menu(chat));
  }

  underName(chat) {
    const service = SERVICES[chat.provider];
    if (!service) return `@${chat.bot.username} · ${say("isBot")}`;
    return this.state.reachable ? service : `${service} · ${say("isOff")}`;
  }

  menu(chat) {
    const turn = chat.blocked ? "unblock" : "block";
    const { reachable } = this.state;
    const entries = chat.provider === "telegram"
      ? [[turn, () => this.act(turn, {}, chat)], ["restart", () => this.act("start", {}, chat)], ["openBot", () => this.onStart(this)]]
      : [
          [chat.blocked ? "unblock" : "blockSender", () => this.act(turn, {}, chat)],
          [reachable ? "switchOff" : "switchOn", () => this.act(reachable ? "off" : "on", {}, chat)],
        ];
    const items = entries.map(([caption, act]) => {
      const item = make("button", "", say(caption));
      item.type = "button";
      item.addEventListener("click", act);
      return item;
    });
    const summary = make("summary", "", icon("more"));
    summary.setAttribute("aria-label", say("menu"));
    return make("details", "menu", summary, make("div", "items", ...items));
  }

  drawMessages(chat) {
    const nodes = [];
    let day = "";
    for (const message of chat?.messages ?? []) {
      const its = clock.day(message.at);
      if (its !== day) nodes.push(make("div", "day", its));
      day = its;
      nodes.push(this.bubble(chat, message));
    }
    this.messages.replaceChildren(...nodes);
  }

  bubble(chat, message) {
    const body = make("div", "bubble");
    if (message.forwarded) body.append(make("small", "origin", say("shared")));
    if (message.reply) body.append(make("small", "quoted", message.reply));
    if (message.document) body.append(documentLink(message.document));
    if (message.contact) body.append(make("div", "card", icon("contact"), make("span", "", make("b", "", message.contact.name), make("small", "", message.contact.number))));
    if (message.text) body.append(make("div", "text", formatted(message.text, message.entities)));
    const foot = make("small", "stamp");
    if (message.silent) foot.append(icon("quiet"));
    foot.append([message.edited ? say("edited") : "", clock.minute(message.at)].filter(Boolean).join(" · "));
    if (message.out) foot.append(icon("ticks"));
    body.append(foot);
    const whole = make("div", `message ${message.out ? "out" : "in"}`, body);
    for (const row of message.rows) {
      whole.append(make("div", "inline-row", ...row.map((key) => this.inlineKey(chat, message, key))));
    }
    return whole;
  }

  inlineKey(chat, message, key) {
    const element = make("button", `key ${key.style ?? ""}`, make("span", "", key.text));
    element.type = "button";
    if (key.url) element.append(icon("link"));
    if (key.copy_text) element.append(icon("copy"));
    element.addEventListener("click", () => this.pressInline(chat, message, key));
    return element;
  }

  async pressInline(chat, message, key) {
    if (key.callback_data) {
      await this.act("tap", { button: key.callback_data, message_id: message.id }, chat);
    } else if (key.url) {
      window.open(key.url, "_blank", "noopener,noreferrer");
    } else if (key.copy_text) {
      await navigator.clipboard?.writeText(key.copy_text.text).catch(() => {});
      this.showToast(`${say("copied")}: ${key.copy_text.text}`);
    } else {
      this.showToast(say("webApp"));
    }
  }

  drawKeyboard(chat) {
    const rows = chat?.blocked ? [] : (chat?.keyboard?.keyboard ?? []);
    this.keyboard.replaceChildren(...rows.map((row) => make("div", "reply-row", ...row.map((key) => this.replyKey(chat, key)))));
  }

  replyKey(chat, key) {
    const element = make("button", "key", make("span", "", key.text));
    element.type = "button";
    if (key.request_contact) element.append(icon("contact"));
    element.addEventListener("click", () => this.act("press", { button: key.text }, chat));
    return element;
  }

  drawFoot(chat) {
    if (!this.state.is_person || (chat === null && !this.state.on_telegram)) {
      this.foot.replaceChildren();
    } else if (chat?.provider === "sms") {
      this.foot.replaceChildren(make("small", "note", say("noReply")));
    } else if (chat === null || !chat.started || chat.blocked) {
      const caption = chat?.blocked ? "unblock" : "start";
      const start = make("button", "start", say(caption));
      start.type = "button";
      start.addEventListener("click", () => (chat === null ? this.onStart(this) : this.act(chat.blocked ? "unblock" : "start", {}, chat)));
      this.foot.replaceChildren(...(chat?.blocked ? [make("small", "note", say("blockedNote"))] : []), start);
    } else {
      const send = button("send", "send", () => this.send());
      this.foot.replaceChildren(this.input, send);
    }
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    await this.act("send", { text }, this.currentChat());
  }

  async act(what, body, chat) {
    try {
      if (chat.provider === "telegram") await ask(`/control/users/${this.id}/${what}`, { ...body, bot: String(chat.bot.id) });
      else await this.actOnNumber(what, body, chat);
    } catch (error) {
      this.showToast(error.message);
    }
  }

  async actOnNumber(what, body, chat) {
    const sender = { provider: chat.provider, account: chat.account };
    const said = { tap: body, send: { ...sender, ...body } }[what] ?? sender;
    await ask(`/control/handsets/${encodeURIComponent(chat.number)}/${what === "send" ? "write" : what}`, said);
  }

  showAnswer(chat) {
    const answer = chat?.answer;
    if (!answer || this.answered === answer.id) return;
    const first = this.answered === null && clock.now() - answer.at > TOAST_MS / 1000 * clock.shown.rate;
    this.answered = answer.id;
    if (first || !answer.text) return;
    this.showToast(answer.text, answer.alert);
  }

  showToast(text, alert = false) {
    clearTimeout(this.hiding);
    this.toast.replaceChildren(make("span", "", text));
    this.toast.className = alert ? "toast alert" : "toast";
    this.toast.hidden = false;
    if (!alert) {
      this.hiding = setTimeout(() => (this.toast.hidden = true), TOAST_MS);
      return;
    }
    const close = make("button", "", say("close"));
    close.type = "button";
    close.addEventListener("click", () => (this.toast.hidden = true));
    this.toast.append(close);
  }
}

function button(iconName, caption, act) {
  const element = make("button", "icon-button", icon(iconName));
  element.type = "button";
  element.title = say(caption);
  element.setAttribute("aria-label", say(caption));
  element.addEventListener("click", act);
  return element;
}

function documentLink(file) {
  const size = file.size < 1024 ? `${file.size} B` : `${(file.size / 1024).toFixed(0)} KB`;
  const link = make("a", "card", icon("file"), make("span", "", make("b", "", file.name), make("small", "", size)));
  link.href = file.href;
  return link;
}

function hue(id) {
  return [...String(id)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
}

function initials(name) {
  return [...name.replace(/[^\p{L}\p{N} ]/gu, "")].filter((letter, at, all) => at === 0 || all[at - 1] === " ").slice(0, 2).join("").toUpperCase();
}
