/** The list of people as an administrator looks at it: what is searched, which state, page by page. */
import { api, ask, explain, type KnownUser, type Role, type UserState } from '#api';

export type Shown = 'all' | UserState;

export class People {
  users = $state.raw<readonly KnownUser[] | null>(null);
  counts = $state.raw<Partial<Record<UserState, number>>>({});
  more = $state(false);
  trouble = $state<string | null>(null);
  search = $state('');
  shown = $state<Shown>('all');

  #cursor: string | null = null;
  /** Only the answer to the latest question counts. */
  #asked = 0;

  constructor(shown: Shown) {
    this.shown = shown;
  }

  /** Reads the list anew, from its beginning. */
  load(): Promise<void> {
    this.#cursor = null;
    return this.#page();
  }

  /** Reads the next page. */
  next(): Promise<void> {
    return this.#page();
  }

  async #page(): Promise<void> {
    const asked = ++this.#asked;
    const after = this.#cursor;
    const query = {
      limit: 50,
      ...(this.search.trim() ? { search: this.search.trim() } : {}),
      ...(this.shown === 'all' ? {} : { state: this.shown }),
      ...(after ? { after } : {}),
    };
    try {
      const page = await ask(api.GET('/api/v1/admin/users', { params: { query } }));
      if (asked !== this.#asked) return;
      this.users = after && this.users ? [...this.users, ...page.users] : page.users;
      this.counts = page.counts;
      this.#cursor = page.cursor;
      this.more = page.cursor !== null;
      this.trouble = null;
    } catch (error) {
      if (asked === this.#asked) this.trouble = explain(error);
    }
  }

  /** Changes something about somebody, and shows what became of it. Raises what the server refuses. */
  async change(
    user: KnownUser,
    changes: { state?: 'active' | 'suspended'; role?: Role; quota_bytes?: number | null },
  ): Promise<void> {
    const changed = await ask(api.PATCH('/api/v1/admin/users/{user_id}', { ...this.#of(user), body: changes }));
    this.users = this.users?.map((other) => (other.id === user.id ? changed : other)) ?? null;
    void this.#recount();
  }

  async approve(user: KnownUser): Promise<void> {
    await ask(api.POST('/api/v1/admin/users/{user_id}/approve', this.#of(user)));
    await this.load();
  }

  async decline(user: KnownUser): Promise<void> {
    await ask(api.POST('/api/v1/admin/users/{user_id}/decline', this.#of(user)));
    await this.load();
  }

  async remove(user: KnownUser): Promise<void> {
    await ask(api.DELETE('/api/v1/admin/users/{user_id}', this.#of(user)));
    await this.load();
  }

  /** A link to choose a password: mailed (null), or to pass on. */
  async passwordLink(user: KnownUser, mail: boolean): Promise<string | null> {
    return (await ask(api.POST('/api/v1/admin/users/{user_id}/password-link', { ...this.#of(user), body: { mail } })))
      .link;
  }

  #of(user: KnownUser): { params: { path: { user_id: string } } } {
    return { params: { path: { user_id: user.id } } };
  }

  async #recount(): Promise<void> {
    const query = { limit: 1, ...(this.search.trim() ? { search: this.search.trim() } : {}) };
    try {
      this.counts = (await ask(api.GET('/api/v1/admin/users', { params: { query } }))).counts;
    } catch (error) {
      this.trouble = explain(error);
    }
  }
}
