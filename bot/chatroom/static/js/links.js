/** Telegram's own links: t.me/<bot>?start=… and tg://resolve?…, which open chats instead of pages. */

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog", "www.t.me"]);
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;
const SAFE = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);

/** The address itself when a browser may follow it, else null (javascript:, data: and the like). */
export function safeUrl(text) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** What a link to this bot asks for: {kind: "chat" | "start" | "startgroup", payload}, or null when it is another link. */
export function botLink(address, username) {
  const href = safeUrl(address);
  if (!href || !username) return null;
  const url = new URL(href);
  const name =
    url.protocol === "tg:" ? url.searchParams.get("domain") : HOSTS.has(url.hostname) && url.pathname.split("/")[1];
  if (!name || name.toLowerCase() !== username.toLowerCase()) return null;
  for (const kind of ["start", "startgroup"]) {
    const payload = url.searchParams.get(kind);
    if (payload !== null) return { kind, payload: PAYLOAD.test(payload) ? payload : "" };
  }
  return { kind: "chat", payload: "" };
}
