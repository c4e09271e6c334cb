import type { IncomingMessage } from 'node:http';
import type { FastifyHelmetOptions } from '@fastify/helmet';

const HSTS_SECONDS = 31_536_000;
const HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

/** The feed's own origin by name: older Safari does not count WebSockets to 'self'. */
function feedOrigin(request: IncomingMessage, secure: boolean): string {
  const { host } = request.headers;
  if (host === undefined || !HOST.test(host)) return "'self'";
  return `${secure ? 'wss' : 'ws'}://${host}`;
}

/**
 * Headers of every answer. Scripts come from this origin alone, none inline. Styles may be inline:
 * the console's component library (Mantine) sets colours and sizes in style attributes and writes
 * its theme into a style element, and what a style can do here is bounded by the rest of the policy.
 */
export function securityHeaders(secure: boolean, hasHsts: boolean): FastifyHelmetOptions {
  return {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", (request) => feedOrigin(request, secure)],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // It would hold for every port of the name, and so for pages that are none of ours.
    strictTransportSecurity: hasHsts ? { maxAge: HSTS_SECONDS, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Browsers ignore it without HTTPS and complain in the page's console.
    crossOriginOpenerPolicy: secure ? { policy: 'same-origin' } : false,
    originAgentCluster: secure,
  };
}

/** Swagger's page styles itself inline and loads its own scripts as files: no inline script. */
export const DOCS_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The microphone is for this console; nothing else of the device is. */
export const PERMISSIONS_POLICY =
  'microphone=(self), camera=(), geolocation=(), payment=(), usb=()';
