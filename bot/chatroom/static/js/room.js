/** What all desks share: the people, and the clock. */

import { api } from "./api.js";
import { RoomClock } from "./clock.js";

export class Room {
  constructor() {
    this.people = [];
    this.listeners = new Set();
    this.clock = new RoomClock({ onMove: () => this.changed() });
  }

  async loadPeople() {
    this.people = await api.people();
    this.changed();
  }

  /** The person with this id, or the first one there is, or null in an empty room. */
  person(id) {
    return this.people.find((person) => person.id === id) ?? null;
  }

  changed() {
    for (const listener of this.listeners) listener();
  }
}
