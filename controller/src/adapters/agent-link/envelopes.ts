import { enrolBodySchema, type HelloBody, helloBodySchema } from '@loa/protocol/agent-link';
import { type Envelope, type SignedKind, signingInput } from '@loa/protocol/signed';
import { type NodeId, parseNodeId, SLUG_PATTERN } from '@loa/protocol/vocabulary';
import { readPublicKey, sha256, verifyBytes } from '@loa/runtime/node';
import type { z } from 'zod';

/** Key id of an enrolment: the key is in the body and signs it. */
const NEW_NODE = 'node:new';
const NODE_KID = 'node:';

/** The node that an envelope claims to be from; null when it names none. */
export function claimedNode(hello: Envelope): NodeId | null {
  if (!hello.kid.startsWith(NODE_KID)) return null;
  const name = hello.kid.slice(NODE_KID.length);
  return SLUG_PATTERN.test(name) ? parseNodeId(name) : null;
}

/** [LNK4] The hello's body, when this key signed it for this connection's nonce; null otherwise. */
export function openHello(
  hello: Envelope,
  expected: { readonly nodeId: NodeId; readonly publicKey: string; readonly nonce: string },
): HelloBody | null {
  if (!holds(hello, 'hello', expected.publicKey)) return null;
  const body = parseBody(hello, helloBodySchema);
  if (!body || body.nonce !== expected.nonce || body.nodeId !== expected.nodeId) return null;
  return body;
}

/** [LNK3] The enrolment's body, when the key it brings signed it for this connection's nonce. */
export function openEnrolment(
  enrol: Envelope,
  nonce: string,
): { readonly nodeId: NodeId; readonly publicKey: string } | null {
  if (enrol.kid !== NEW_NODE) return null;
  const body = parseBody(enrol, enrolBodySchema);
  if (!body || body.nonce !== nonce) return null;
  return holds(enrol, 'enrol', body.publicKey) ? body : null;
}

function holds(envelope: Envelope, kind: SignedKind, publicKey: string): boolean {
  if (envelope.kind !== kind) return false;
  try {
    const input = signingInput(kind, sha256(envelope.body));
    return verifyBytes(input, envelope.signature, readPublicKey(publicKey));
  } catch {
    // Not every 32 bytes are a point of the curve.
    return false;
  }
}

function parseBody<Body>(envelope: Envelope, schema: z.ZodType<Body>): Body | null {
  try {
    const parsed = schema.safeParse(JSON.parse(envelope.body));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
