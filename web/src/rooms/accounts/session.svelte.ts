/** Who is signed in, and what everybody may know of this instance. One of it for the whole page. */
import { api, ask, Problem, whenSignedOut, type Instance, type NextStep, type User } from '#api';
import { keepFor } from '#rooms/device';
import { language } from '#words';

export interface NewPerson {
  username: string;
  email: string;
  password: string;
  display_name: string;
  /** From the link of the first run. */
  setup_token?: string;
  /** From the link of an invitation. */
  invitation?: string;
}

class Session {
  /** Undefined until asked. */
  user = $state.raw<User | null | undefined>(undefined);
  instance = $state.raw<Instance | null>(null);

  constructor() {
    whenSignedOut(() => (this.user = null));
  }

  get isAdministrator(): boolean {
    return this.user?.role === 'administrator';
  }

  /** Asks once who this is. */
  async load(): Promise<User | null> {
    if (this.user !== undefined) return this.user;
    try {
      const { user } = await ask(api.GET('/api/v1/session'));
      this.user = user;
      return user;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      return null;
    }
  }

  async loadInstance(): Promise<Instance> {
    this.instance = await ask(api.GET('/api/v1/instance'));
    return this.instance;
  }

  /** Asks for what everybody may know of this instance, where the page can do without. */
  async knowInstance(): Promise<void> {
    try {
      await this.loadInstance();
    } catch (error) {
      // Whatever is asked next says the same.
      if (!(error instanceof Problem)) throw error;
    }
  }

  async signIn(login: string, password: string): Promise<void> {
    const { user } = await ask(api.POST('/api/v1/session', { body: { login, password } }));
    await keepFor(user.id);
    this.user = user;
  }

  /** Makes an account; what comes next: `active` is signed in. */
  async signUp(person: NewPerson): Promise<NextStep> {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const made = await ask(api.POST('/api/v1/users', { body: { ...person, time_zone, language } }));
    if (made.user) await keepFor(made.user.id);
    if (made.user) this.user = made.user;
    return made.state;
  }

  /** Ends the session and starts the page anew, so that nothing of this person stays in its memory or in the browser. */
  async signOut(): Promise<void> {
    await ask(api.DELETE('/api/v1/session'));
    await keepFor(null);
    location.assign('/sign-in');
  }
}

export const session = new Session();
