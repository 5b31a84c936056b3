/** Making a group, and what stands behind a chat's menu: members, the bot, blocking. */

import { api } from "./api.js";
import { botAvatar, personAvatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { peopleChecks, personLines } from "./people.js";
import { complain, field, sheet } from "./sheets.js";
import { words } from "./words.js";

/** The form for a new group; opens it when it stands. */
export function newGroup(desk) {
  sheet(words.group.create, (body, close) => {
    const title = field(words.group.title, { required: true, maxlength: "128", placeholder: words.group.titleExample });
    const others = peopleChecks(desk.room.people.filter(({ id }) => id !== desk.as));
    const withBot = h("input", { type: "checkbox", checked: true });
    const make = async (event) => {
      event.preventDefault();
      try {
        const members = [desk.as, ...others.ids()];
        const chat = await api.makeChat({
          type: "group",
          title: title.input.value.trim(),
          members,
          bot: withBot.checked,
        });
        close();
        await desk.loadChats();
        desk.open(chat.id);
      } catch (error) {
        complain(error);
      }
    };
    body.append(
      h(
        "form",
        { class: "form", onsubmit: make },
        title.element,
        h(
          "label",
          { class: "person check bot-check" },
          withBot,
          botAvatar(),
          h("span", { class: "person-lines" }, words.group.withBot),
        ),
        h("h3", {}, words.group.members),
        others.element,
        h("button", { type: "submit", class: "main-button stick" }, words.group.make),
      ),
    );
  });
}

/** The sheet behind a chat's title. */
export function chatInfo(desk, chat) {
  if (chat.type === "private") privateInfo(desk, chat);
  else groupInfo(desk, chat);
}

function privateInfo(desk, chat) {
  sheet(words.bots.info, (body, close) => {
    const toggle = () => change(desk, close, () => api.block(chat.id, !chat.blocked));
    body.append(
      h(
        "div",
        { class: "info-head" },
        botAvatar(),
        h("strong", {}, desk.bot.name),
        desk.bot.username && h("span", { class: "faint" }, `@${desk.bot.username}`),
      ),
      h(
        "button",
        { type: "button", class: chat.blocked ? "soft-button" : "soft-button danger", onclick: toggle },
        chat.blocked ? words.bots.unblock : words.bots.block,
      ),
    );
  });
}

function groupInfo(desk, chat) {
  sheet(chat.title, (body, close) => {
    const members = desk.room.people.filter(({ id }) => chat.members.includes(id));
    const edit = (what) => change(desk, close, () => api.changeMembers(chat.id, { ...what, as: desk.as }));
    body.append(
      h(
        "p",
        { class: "faint" },
        chat.bot ? words.group.withBotCount(members.length) : words.group.memberCount(members.length),
      ),
      h(
        "div",
        { class: "info-tools" },
        h(
          "button",
          { type: "button", class: "soft-button", onclick: () => (close(), addMembers(desk, chat)) },
          icon("plus"),
          words.group.addMembers,
        ),
        !chat.bot &&
          h(
            "button",
            { type: "button", class: "soft-button", onclick: () => edit({ bot: true }) },
            icon("house"),
            words.group.addBot,
          ),
      ),
      h(
        "ul",
        { class: "people" },
        chat.bot && botMember(desk, () => edit({ bot: false })),
        members.map((person) => member(desk, person, () => edit({ remove: [person.id] }))),
      ),
      h(
        "button",
        { type: "button", class: "soft-button danger", onclick: () => edit({ remove: [desk.as] }) },
        words.group.leave,
      ),
    );
  });
}

function botMember(desk, remove) {
  return h(
    "li",
    { class: "person" },
    botAvatar(),
    h(
      "span",
      { class: "person-lines" },
      h("span", { class: "person-name" }, desk.bot.name, h("span", { class: "bot-badge" }, words.botBadge)),
    ),
    removeButton(words.group.removeBot, remove),
  );
}

function member(desk, person, remove) {
  const me = person.id === desk.as;
  return h(
    "li",
    { class: "person" },
    personAvatar(person),
    personLines(person),
    me ? h("span", { class: "person-now" }, words.group.me) : removeButton(words.group.remove(person.name), remove),
  );
}

function removeButton(label, onclick) {
  return h("button", { type: "button", class: "icon-button", aria: { label }, title: label, onclick }, icon("close"));
}

function addMembers(desk, chat) {
  sheet(words.group.addMembers, (body, close) => {
    const outside = desk.room.people.filter(({ id }) => !chat.members.includes(id));
    if (outside.length === 0) return body.append(h("p", { class: "faint" }, words.group.nobodyToAdd));
    const checks = peopleChecks(outside);
    const add = (event) => {
      event.preventDefault();
      if (checks.ids().length)
        change(desk, close, () => api.changeMembers(chat.id, { add: checks.ids(), as: desk.as }));
    };
    return body.append(
      h(
        "form",
        { class: "form", onsubmit: add },
        checks.element,
        h("button", { type: "submit", class: "main-button stick" }, words.group.addMembers),
      ),
    );
  });
}

async function change(desk, close, act) {
  try {
    await act();
    close();
    await desk.loadChats();
  } catch (error) {
    complain(error);
  }
}

/** A startgroup link: which group should the bot join? `choose(chat)` hears it. */
export function chooseGroup(desk, choose) {
  sheet(words.group.pick, (body, close) => {
    const groups = [...desk.chats.values()].filter(({ type }) => type !== "private");
    if (groups.length === 0) body.append(h("p", { class: "faint" }, words.group.noGroups));
    const rows = groups.map((chat) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "action", onclick: () => (close(), choose(chat)) },
          icon("people"),
          chat.title,
        ),
      ),
    );
    body.append(h("ul", { class: "actions" }, rows));
  });
}
