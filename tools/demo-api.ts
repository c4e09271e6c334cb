import type { Broadcast, Bulletin, City, NodeStatus } from '@loa/protocol/console-api';

/** The few calls of the ordinary API that the demo makes, as any other client would. */
export class DemoApi {
  private cookie = '';
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async login(username: string, password: string): Promise<void> {
    await this.call('POST', '/api/session', { username, password });
  }

  async connectedNodes(): Promise<number> {
    const { nodes } = (await this.call('GET', '/api/nodes')) as { nodes: NodeStatus[] };
    return nodes.filter((node) => node.state === 'well' || node.state === 'faulty').length;
  }

  /** Sends a sample of about 15 s to the whole city, `leadS` seconds from now. */
  async sendToCity(leadS: number): Promise<Broadcast> {
    const city = (await this.call('GET', '/api/city')) as City;
    const { bulletins } = (await this.call('GET', '/api/bulletins')) as { bulletins: Bulletin[] };
    const distance = (bulletin: Bulletin) => Math.abs(bulletin.durationMs - 15_000);
    const [choice] = bulletins.sort((a, b) => distance(a) - distance(b));
    if (!choice) throw new Error('the library is empty: see the log of the controller');
    return (await this.call('POST', '/api/broadcasts', {
      bulletinId: choice.bulletinId,
      targets: { units: [city.unitId], zones: [], nodes: [] },
      startAt: new Date(Date.now() + leadS * 1000).toISOString(),
      // The demo begins at any hour.
      override: { reason: 'Phát thử khi mở thành phố mẫu' },
    })) as Broadcast;
  }

  async broadcast(cueId: string): Promise<Broadcast> {
    return (await this.call('GET', `/api/broadcasts/${encodeURIComponent(cueId)}`)) as Broadcast;
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'x-loa': '1',
        cookie: this.cookie,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : await response.json();
  }
}
