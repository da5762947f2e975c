/**
 * What a dialect is, as data: the signer, the checker, the explainer, the snippets and the
 * documentation all read these facts, so that none of them can disagree with another.
 */
export interface DialectFacts {
  /** Lower-case name with hyphens: `standard`, `hubspot-v3`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'symmetric' | 'asymmetric' | 'plain' | 'unsigned';
  readonly signature: SignatureFacts;
  readonly key: KeyFacts;
  readonly envelope: EnvelopeFacts;
  readonly eventTypeAt: ValuePlace;
  /** What a receiver remembers in order to act once. */
  readonly deliveryIdAt: ValuePlace;
  readonly delivery: DeliveryFacts;
  readonly handshake?: HandshakeFacts;
  /** Samples written for this project with the provider's field names. */
  readonly events: readonly SampleEvent[];
  /** What a user should know: limits of the scheme, what is not covered, doubts. */
  readonly docsNote: string;
  readonly package?: PackageFacts;
}

export type MacAlgorithm =
  | 'hmac-sha256'
  | 'hmac-sha1'
  | 'hmac-sha384'
  | 'hmac-sha512'
  /** A bare hash of key and message, no HMAC. */
  | 'sha256';
export type PublicKeyAlgorithm = 'ed25519' | 'ecdsa-p256-sha256';
/** `token`: the secret itself is sent; `none`: nothing is signed; `by_key`: RFC 9421, where the key decides. */
export type SignatureAlgorithm = MacAlgorithm | PublicKeyAlgorithm | 'token' | 'none' | 'by_key';

export type SignatureEncoding = 'hex' | 'base64' | 'base64url';

export interface SignatureFacts {
  readonly algorithm: SignatureAlgorithm;
  readonly encoding: SignatureEncoding;
  /** `text`: compared as it is written; `decoded`: upper-case hex or missing padding is the same. */
  readonly comparison: 'text' | 'decoded';
  readonly place: SignaturePlace;
  /** The signed bytes, in order. The body occurs at most once. */
  readonly signed: readonly SignedPart[];
  /** The header that carries the signed id. */
  readonly idHeader?: string;
  readonly timestamp?: TimestampFacts;
  /** Further signatures sent but never trusted: GitHub's SHA-1. */
  readonly legacy?: readonly LegacySignature[];
}

export interface LegacySignature {
  readonly header: string;
  readonly algorithm: MacAlgorithm;
  readonly encoding: SignatureEncoding;
  readonly prefix: string;
}

/** Where the signature stands and how it is written there. */
export type SignaturePlace =
  /** One signature a header; `moreHeaders` are the slots of further keys. */
  | {
      readonly kind: 'header';
      readonly header: string;
      readonly prefix: string;
      readonly moreHeaders?: readonly string[];
      /** Other names under which the same signature is sent; read, never written. */
      readonly otherNames?: readonly string[];
    }
  /** Entries such as `v1,…` separated by spaces; any may match. */
  | {
      readonly kind: 'list';
      readonly header: string;
      readonly prefix: string;
      /** Entries without the prefix are read too (OpenAI's package). */
      readonly acceptsBare?: boolean;
    }
  /** `t=…,v1=…`. */
  | {
      readonly kind: 'pairs';
      readonly header: string;
      readonly separator: ',' | ';';
      /** What is written between pairs: the separator, with a space where the provider has one. */
      readonly joiner: string;
      readonly signatureKey: string;
      readonly timestampKey: string;
      /** Whether blanks around pairs are read over. */
      readonly allowsSpaces: boolean;
      /** How many keys can sign at once. */
      readonly slots: 'one' | 'many';
    }
  /** `sha256=…`, the method named by the sender and accepted from this list only. */
  | {
      readonly kind: 'method';
      readonly header: string;
      readonly methods: Readonly<Record<string, MacAlgorithm>>;
      readonly sends: string;
    }
  /** Inside the body; `path` is for people, code knows the way. */
  | { readonly kind: 'body'; readonly path: string }
  /** RFC 9421 structured fields. */
  | { readonly kind: 'message_signature'; readonly label: string }
  | { readonly kind: 'nowhere' };

export type SignedPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'id' }
  /** The timestamp's text exactly as sent. */
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'body' }
  | { readonly kind: 'method' }
  /** `escapes_decoded`: HubSpot's list of escapes is decoded first. */
  | { readonly kind: 'url'; readonly form: 'as_sent' | 'escapes_decoded' }
  /** A text put together by code from url, headers or body; `formula` says how. */
  | { readonly kind: 'canonical'; readonly name: CanonicalName; readonly formula: string };

export type CanonicalName =
  | 'twilio_form'
  | 'twilio_json'
  | 'plivo_v3'
  | 'adyen_item'
  | 'mailgun_token'
  | 'rfc9421_base';

export interface TimestampFacts {
  readonly place:
    | { readonly kind: 'header'; readonly header: string }
    | { readonly kind: 'pair' }
    | { readonly kind: 'body'; readonly path: string }
    | { readonly kind: 'parameter'; readonly name: string };
  readonly unit: 's' | 'ms' | 'iso';
  /** What the provider's package enforces; absent: it never looks at the clock. */
  readonly window?: TimeWindow;
}

export interface TimeWindow {
  readonly pastMs: number;
  /** null: a time in the future passes. */
  readonly futureMs: number | null;
}

export type KeyFacts =
  /** The text itself, as UTF-8, prefix included. */
  | {
      readonly form: 'utf8';
      readonly make: KeyRecipe;
      readonly minLength?: number;
      readonly maxLength?: number;
    }
  /** Base64 after the prefix. */
  | {
      readonly form: 'base64';
      readonly prefix: string;
      readonly minBytes: number;
      readonly maxBytes: number;
      readonly makeBytes: number;
      /** What a secret without the prefix is: base64 all the same, or its own text. */
      readonly bare: 'base64' | 'utf8';
    }
  | { readonly form: 'hex'; readonly makeBytes: number }
  /** base64: `whsk_…` and `whpk_…`; hex without prefix: 128 digits (seed and public key) and 64. */
  | {
      readonly form: 'ed25519';
      readonly text: 'base64' | 'hex';
      readonly secretPrefix: string;
      readonly publicPrefix: string;
    }
  /** Private: base64 PKCS #8; public: base64 SPKI; PEM armour optional. */
  | { readonly form: 'ecdsa-p256' }
  /** Base64 of a shared key, or a private key in PEM (Ed25519, P-256, RSA). */
  | { readonly form: 'rfc9421' }
  | { readonly form: 'none' };

/** How a new text key is made: `size` random bytes, written in `alphabet`, after `prefix`. */
export interface KeyRecipe {
  readonly prefix: string;
  readonly size: number;
  readonly alphabet: 'hex' | 'base64' | 'base64url' | 'letters_digits';
}

/**
 * The request before it is signed. Templates hold `{{name}}`; TEMPLATE_NAMES in templates.ts lists the names.
 * In a body, texts are written as JSON strings, numbers (attempt, …_s, …_ms) bare; `data` is the event's JSON
 * exactly as given, `data_fields` its fields after a comma.
 */
export interface EnvelopeFacts {
  readonly method?: 'POST' | 'PUT' | 'GET';
  readonly headers: readonly (readonly [name: string, template: string])[];
  /** Sent from the second attempt on. */
  readonly retryHeaders?: readonly (readonly [name: string, template: string])[];
  readonly body:
    | { readonly kind: 'json'; readonly template: string; readonly isAscii?: boolean }
    /** data's top-level fields as application/x-www-form-urlencoded. */
    | { readonly kind: 'form' };
  /** What stands in `event_name` for a dot of the event type. */
  readonly eventSeparator?: '/' | ':';
  /** What `event_name` is for event types that the provider spells differently. */
  readonly eventNames?: Readonly<Record<string, string>>;
}

/** Where to find a value of a request. */
export type ValuePlace =
  | { readonly kind: 'header'; readonly header: string }
  | {
      readonly kind: 'body';
      readonly path: string;
      /** Where others put it: read where `path` leads to nothing, never written. */
      readonly otherPath?: string;
    }
  | { readonly kind: 'none'; readonly text: string };

export interface DeliveryFacts {
  readonly timeoutMs: number;
  /** Delay before each attempt in ms; the first entry belongs to the first attempt. */
  readonly delaysMs: readonly number[];
  /** Answers that end a delivery at once or disable the subscription. */
  readonly stopStatuses: readonly number[];
  /** Those of them that disable the subscription too. */
  readonly disableStatuses?: readonly number[];
  /** Answers that count as success; absent: every 2xx. */
  readonly successStatuses?: readonly number[];
  /** Answer headers that stop further attempts. */
  readonly stopHeaders?: readonly (readonly [name: string, value: string])[];
  /** Where the figures come from and what is only known in general. */
  readonly note: string;
}

/** What the provider does with a new URL, in words; handshake.ts builds the requests. */
export interface HandshakeFacts {
  readonly kind:
    | 'ping'
    | 'slack_url_verification'
    | 'zoom_url_validation'
    | 'meta_subscribe'
    | 'dropbox_challenge'
    | 'discord_ping'
    | 'cloudevents_options'
    | 'websub_verification';
  readonly text: string;
}

export interface SampleEvent {
  readonly type: string;
  readonly description: string;
  readonly data: unknown;
}

/** The provider's own verifier on npm, and where it differs from the letter. */
export interface PackageFacts {
  /** null: the provider has none, the notes still hold. */
  readonly name: string | null;
  readonly call: string;
  /** Headers beside the signature without which the package refuses. */
  readonly companions?: readonly string[];
  readonly notes: readonly PackageNote[];
}

export interface PackageNote {
  readonly when: NoteCondition;
  readonly text: string;
}

/** What is looked at before a note is shown. */
export type NoteCondition =
  | 'not_utf8'
  | 'byte_order_mark'
  | 'empty_body'
  | 'not_json'
  | 'not_compact_json'
  | 'future_time'
  | 'odd_timestamp'
  | 'several_signatures'
  | 'upper_case_hex'
  | 'missing_padding'
  | 'spaces_in_header'
  | 'bare_secret'
  | 'missing_companion'
  | 'standard_header_names'
  | 'escapes_in_url'
  | 'always';
