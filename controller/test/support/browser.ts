/** A person's browser as far as HTTP goes: it keeps the cookie and sends what the console sends. */
import type { Http } from '../../src/adapters/http/build-http.ts';
import type { Person } from './test-controller.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: object | string;
}

export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  readonly body: any;
  readonly text: string;
}

export class Browser {
  private readonly http: Http;
  cookie = '';
  language = 'vi';

  constructor(http: Http) {
    this.http = http;
  }

  async login(person: Person): Promise<Answer> {
    return this.post('/api/session', { username: person.username, password: person.password });
  }

  get(path: string): Promise<Answer> {
    return this.call({ method: 'GET', url: path });
  }

  post(path: string, body?: object): Promise<Answer> {
    return this.call({ method: 'POST', url: path, ...(body && { payload: body }) });
  }

  async call(options: Call): Promise<Answer> {
    const isChange = options.method !== 'GET';
    const response = await this.http.app.inject({
      ...options,
      headers: {
        'accept-language': this.language,
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...(isChange && { 'x-loa': '1' }),
        ...options.headers,
      },
    });
    const [cookie] = [response.headers['set-cookie'] ?? []].flat();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? response.json() : null,
      text: response.body,
    };
  }
}
