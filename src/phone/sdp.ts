import type { Endpoint } from './rtp';

/** Seen from the one who writes it: `sendonly` means "I talk, you listen", which is how a phone says hold (RFC 3264, 8.4). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What a session description (RFC 4566) says that matters to a G.711 phone. */
export interface SessionDescription {
  /** Where the other side wants its audio. */
  readonly audio: Endpoint;
  /** Its direction, as it wrote it; a hold in the old style (address 0.0.0.0) reads as `sendonly`. */
  readonly direction: Direction;
  /** The payload type of mu-law: 0 nearly always. */
  readonly ulaw: number;
  /** The payload type of telephone-event/8000 (RFC 4733), if offered. */
  readonly events?: number;
  /** All `m=` lines, for an answer must have as many (RFC 3264, section 6). */
  readonly mediaLines: readonly string[];
}

/** One media line with the attributes below it. */
interface MediaPart {
  readonly line: string;
  readonly attributes: readonly string[];
}

const MIRROR: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

/** What the other side's direction is called from here. */
export function mirrored(direction: Direction): Direction {
  return MIRROR[direction];
}

function splitMedia(lines: readonly string[]): { session: string[]; media: MediaPart[] } {
  const starts = lines.flatMap((line, at) => (line.startsWith('m=') ? [at] : []));
  const media = starts.map((start, n) => ({
    line: lines[start] ?? '',
    attributes: lines.slice(start + 1, starts[n + 1] ?? lines.length),
  }));
  return { session: lines.slice(0, starts[0] ?? lines.length), media };
}

function isAudio({ line }: MediaPart): boolean {
  return /^m=audio [1-9]\d* RTP\/AVPF? /.test(line);
}

function payloadTypeOf(attributes: readonly string[], encoding: string): number | undefined {
  for (const line of attributes) {
    const map = /^a=rtpmap:(\d+) ([^/\s]+)\/8000/i.exec(line);
    if (map?.[1] !== undefined && map[2]?.toLowerCase() === encoding) return Number(map[1]);
  }
  return undefined;
}

function directionIn(lines: readonly string[]): Direction | undefined {
  const found = lines.map((line) => /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.exec(line)?.[1]).find(Boolean);
  return found as Direction | undefined;
}

function addressIn(lines: readonly string[]): string | undefined {
  return lines.map((line) => /^c=IN IP4 ([\d.]+)/.exec(line)?.[1]).find(Boolean);
}

/** `undefined` when there is no mu-law audio over IPv4 and RTP in it. */
export function parseSdp(text: string): SessionDescription | undefined {
  const { session, media } = splitMedia(text.split(/\r?\n/).filter((line) => line !== ''));
  const audio = media.find(isAudio);
  if (audio === undefined) return undefined;
  const [, port, , ...formats] = audio.line.split(/\s+/);
  const ulaw = payloadTypeOf(audio.attributes, 'pcmu') ?? 0;
  const address = addressIn(audio.attributes) ?? addressIn(session);
  if (address === undefined || !formats.includes(String(ulaw))) return undefined;
  const written = directionIn(audio.attributes) ?? directionIn(session) ?? 'sendrecv';
  const events = payloadTypeOf(audio.attributes, 'telephone-event');
  return {
    audio: { address, port: Number(port) },
    direction: address === '0.0.0.0' && written === 'sendrecv' ? 'sendonly' : written,
    ulaw,
    ...(events === undefined ? {} : { events }),
    mediaLines: media.map(({ line }) => line),
  };
}

export interface Offer {
  readonly audio: Endpoint;
  readonly direction: Direction;
  /** Rises with each description that differs from the last (RFC 3264, section 8). */
  readonly version: number;
  /** When this answers an offer: its media lines and payload types are taken over. */
  readonly answers?: SessionDescription;
}

const EVENTS = 101;

function audioLines({ audio, direction, answers }: Offer): string[] {
  const ulaw = answers?.ulaw ?? 0;
  const events = answers === undefined ? EVENTS : answers.events;
  const formats = events === undefined ? [ulaw] : [ulaw, events];
  return [
    `m=audio ${audio.port} RTP/AVP ${formats.join(' ')}`,
    `a=rtpmap:${ulaw} PCMU/8000`,
    ...(events === undefined ? [] : [`a=rtpmap:${events} telephone-event/8000`, `a=fmtp:${events} 0-15`]),
    'a=ptime:20',
    `a=${direction}`,
  ];
}

/** The same line with port 0: "not with me". */
function refused(mediaLine: string): string {
  return mediaLine.replace(/^(m=\S+) \S+/, '$1 0');
}

export function renderSdp(offer: Offer): string {
  const { answers, audio } = offer;
  const mediaLines = answers?.mediaLines ?? [];
  const chosen = mediaLines.findIndex((line) => isAudio({ line, attributes: [] }));
  const media =
    answers === undefined
      ? audioLines(offer)
      : mediaLines.flatMap((line, at) => (at === chosen ? audioLines(offer) : [refused(line)]));
  return [
    'v=0',
    `o=- 1 ${offer.version} IN IP4 ${audio.address}`,
    's=-',
    `c=IN IP4 ${audio.address}`,
    't=0 0',
    ...media,
    '',
  ].join('\r\n');
}
