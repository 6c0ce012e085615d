import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from "node:crypto";
import { z } from "zod";

/** A statement that the chain stood so at a time, which the holder of the key `keyId` signed. */
export type Checkpoint = {
  segment: number;
  number: number;
  chainHash: Uint8Array;
  at: Date;
  keyId: string;
  signature: Uint8Array;
};
type Unsigned = Omit<Checkpoint, "signature" | "keyId">;

/** A key pair for checkpoints: the public half as DER (SPKI), the private one as DER (PKCS 8). */
export type SigningKey = { id: string; publicKey: Uint8Array<ArrayBuffer>; privateKey: Uint8Array };

/** Makes an Ed25519 key. Its id is the SHA-256 of its public half, so that no other can take its place. */
export function createSigningKey(): SigningKey {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = Uint8Array.from(pair.publicKey.export({ format: "der", type: "spki" }));
  const privateKey = Uint8Array.from(pair.privateKey.export({ format: "der", type: "pkcs8" }));
  return { id: keyIdOf(publicKey), publicKey, privateKey };
}

/** The id that belongs to a public key. */
export function keyIdOf(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex");
}

/** Signs where the chain stands. */
export function signCheckpoint(key: SigningKey, unsigned: Unsigned): Checkpoint {
  const privateKey = createPrivateKey({
    key: Buffer.from(key.privateKey),
    format: "der",
    type: "pkcs8",
  });
  const signature = Uint8Array.from(sign(null, bytesOf({ ...unsigned, keyId: key.id }), privateKey));
  return { ...unsigned, keyId: key.id, signature };
}

/** Whether the key's holder made exactly this statement. */
export function isSigned(checkpoint: Checkpoint, publicKey: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
    return verify(null, bytesOf(checkpoint), key, checkpoint.signature);
  } catch {
    return false;
  }
}

// `name ‖ segment (u32) ‖ number (u64) ‖ time in ms (u64) ‖ chain hash (32) ‖ key id`, big endian.
function bytesOf({ segment, number, chainHash, at, keyId }: Omit<Checkpoint, "signature">): Uint8Array {
  const place = Buffer.alloc(20);
  place.writeUInt32BE(segment, 0);
  place.writeBigUInt64BE(BigInt(number), 4);
  place.writeBigUInt64BE(BigInt(at.getTime()), 12);
  return Buffer.concat([Buffer.from("bellwire-audit-checkpoint/1\n"), place, chainHash, Buffer.from(keyId)]);
}

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

/** A checkpoint as it stands in files and in the log. */
const written = z.object({
  segment: z.int().min(1).max(0xffffffff),
  number: z.int().min(1),
  chainHash: hex32,
  at: z.iso.datetime({ precision: 3 }),
  keyId: hex32,
  signature: z.base64(),
});

/** The form of a checkpoint in files and in the log. */
export function writeCheckpoint(checkpoint: Checkpoint): z.infer<typeof written> {
  const { segment, number, chainHash, at, keyId, signature } = checkpoint;
  return {
    segment,
    number,
    chainHash: Buffer.from(chainHash).toString("hex"),
    at: at.toISOString(),
    keyId,
    signature: Buffer.from(signature).toString("base64"),
  };
}

/** A checkpoint of a line of a checkpoint file, or of Bellwire's log; null where the line is neither. */
export function readCheckpoint(line: string): Checkpoint | null {
  const json = jsonOf(line);
  const inLog = z.object({ checkpoint: written }).safeParse(json);
  const parsed = inLog.success ? inLog.data.checkpoint : (written.safeParse(json).data ?? null);
  if (!parsed) return null;
  return {
    ...parsed,
    at: new Date(parsed.at),
    chainHash: Uint8Array.from(Buffer.from(parsed.chainHash, "hex")),
    signature: Uint8Array.from(Buffer.from(parsed.signature, "base64")),
  };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
