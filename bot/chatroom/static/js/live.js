/** The live stream of one person's chats, which comes back by itself after a broken connection. */

const KINDS = ["message", "edit", "delete", "chat", "typing", "toast", "clock"];
const WAITS = [1000, 2000, 4000, 8000];

/**
 * Opens the stream for `as`.
 *
 * `onEvent(kind, data)` gets what happens; `onState("online" | "offline")` tells of the connection. Whoever listens
 * catches up by reading again whenever the state turns to online: what happened in between is not repeated here.
 */
export function listen(as, { onEvent, onState }) {
  let source = null;
  let tries = 0;
  let timer = 0;

  function connect() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`/room/events?as=${encodeURIComponent(as)}`);
    source.onopen = () => {
      tries = 0;
      onState("online");
    };
    source.onerror = () => {
      onState("offline");
      if (source.readyState === EventSource.CLOSED) later();
    };
    for (const kind of KINDS) source.addEventListener(kind, (event) => deliver(kind, event));
  }

  function deliver(kind, event) {
    if (event.data === undefined) return;
    onEvent(kind, JSON.parse(event.data));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(connect, WAITS[Math.min(tries, WAITS.length - 1)]);
    tries += 1;
  }

  function wake() {
    if (document.visibilityState === "visible" && source.readyState === EventSource.CLOSED) connect();
  }

  function lost() {
    onState("offline");
  }

  window.addEventListener("online", connect);
  window.addEventListener("offline", lost);
  document.addEventListener("visibilitychange", wake);
  connect();

  return {
    close() {
      clearTimeout(timer);
      source.close();
      window.removeEventListener("online", connect);
      window.removeEventListener("offline", lost);
      document.removeEventListener("visibilitychange", wake);
    },
  };
}
