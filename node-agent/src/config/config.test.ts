import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const ENOUGH = {
  LOA_CONTROLLER: 'wss://loa.example/agent',
  LOA_NODE_ID: 'an-my-1',
  LOA_STATE_DIR: '/var/lib/loa',
  LOA_SINK: 'simulated',
};

describe('the agent’s configuration', () => {
  it('[FLT22] is read once, with a default for all that has one', () => {
    expect(parseConfig(ENOUGH, 7)).toMatchObject({
      controllerUrl: 'wss://loa.example/agent',
      sink: 'simulated',
      logLevel: 'info',
      assetBudgetBytes: 512 * 1024 * 1024,
      enrolCode: null,
      processId: 7,
    });
    const pulse = { ...ENOUGH, LOA_SINK: 'pulse', LOA_PULSE_SERVER: 'unix:/run/pulse/native' };
    expect(parseConfig(pulse, 7).pulseServer).toBe('/run/pulse/native');
    const alsa = { ...ENOUGH, LOA_SINK: 'alsa' };
    expect(parseConfig(alsa, 7).alsaDevice).toBe('default');
    expect(parseConfig({ ...alsa, LOA_ALSA_DEVICE: 'plughw:1' }, 7).alsaDevice).toBe('plughw:1');
    expect(parseConfig({ ...ENOUGH, LOA_SINK: 'pacat' }, 7).pulseServer).toBeNull();
  });

  it.each([
    ['LOA_CONTROLLER', undefined],
    ['LOA_CONTROLLER', 'http://loa.example'],
    ['LOA_NODE_ID', 'An Mỹ'],
    ['LOA_STATE_DIR', ' '],
    ['LOA_SINK', 'aplay'],
    ['LOA_LOG_LEVEL', 'loud'],
    ['LOA_PULSE_SERVER', 'tcp:host'],
    ['LOA_ASSET_BUDGET_MIB', '1'],
    ['LOA_SITE_LISTEN', '7355'],
    ['LOA_SITE_LISTEN', '0.0.0.0:70000'],
    ['LOA_SITE_ADDRESS', 'loa-cho:7355'],
    ['LOA_SITE_ADDRESS', Array(9).fill('10.0.0.7:7355').join()],
  ])('[FLT22] %s = %s is refused by its name', (name, value) => {
    expect(() => parseConfig({ ...ENOUGH, [name]: value }, 1)).toThrow(new RegExp(`^${name}: `));
  });

  it('[SYN49] a node serves its site at a known port, elsewhere, or not at all', () => {
    const site = { host: '0.0.0.0', port: 7355 };
    expect(parseConfig(ENOUGH, 1)).toMatchObject({ siteListen: site, siteAddresses: null });
    expect(parseConfig({ ...ENOUGH, LOA_SITE_LISTEN: 'off' }, 1).siteListen).toBeNull();
    const given = { LOA_SITE_ADDRESS: '10.0.0.7:7355, 192.168.1.9:7000' };
    expect(parseConfig({ ...ENOUGH, ...given }, 1).siteAddresses).toEqual([
      '10.0.0.7:7355',
      '192.168.1.9:7000',
    ]);
  });

  it('[FLT22] a sink needs its place', () => {
    expect(() => parseConfig({ ...ENOUGH, LOA_SINK: 'wav' }, 1)).toThrow(/^LOA_WAV_FILE: /);
    expect(() => parseConfig({ ...ENOUGH, LOA_SINK: 'pulse' }, 1)).toThrow(/^LOA_PULSE_SERVER: /);
  });
});
