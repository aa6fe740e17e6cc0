/** What went wrong, or less well than it should, as facts. */

/** Why a route fits, or does not: a kind that `present` has words for, and what it is about. */
export interface RouteReason {
  readonly kind: string;
  readonly of: readonly string[];
}

/**
 * Why a reply could not be used: `field` names the part, `detail` what the reader of it said. `cut`: it ended at its
 * output limit, so that its form says nothing.
 */
export interface ReplyProblem {
  readonly kind: 'cut' | 'noObject' | 'notJson' | 'shape' | 'noClaims' | 'noEvidence';
  readonly field?: string;
  readonly detail?: string;
}

/** What was left out of a reply for its size: claims, citations of those that were kept, and texts, also shortened ones. */
export interface ReplyCaps {
  readonly claims: number;
  readonly citations: number;
  readonly texts: number;
}

/** What can go wrong with a model call, by what the caller can do about it. */
export type ModelFailureKind =
  | 'notConfigured'
  | 'auth'
  | 'rateLimit'
  | 'overloaded'
  | 'network'
  | 'tls'
  | 'timeout'
  | 'contextLength'
  | 'badResponse'
  | 'refusedAddress'
  | 'server'
  | 'badRequest';

/** What can go wrong at all. `settings`: the configuration; `storage` and `folder`: a directory cannot be used. */
export type FailureKind =
  | ModelFailureKind
  | 'settings'
  | 'storage'
  | 'folder'
  | 'index'
  | 'route'
  /** Off in a window that is not trusted. */
  | 'restricted'
  /** Asked for at a moment when it cannot be done. */
  | 'refused'
  | 'internal';

/** What happened, one code for each sentence that a person reads about it. */
export type FailureCause =
  // No request was made.
  | 'noModel'
  | 'noEditorModel'
  | 'editorModelGone'
  | 'address'
  | 'notSearched'
  | 'caFile'
  // What an endpoint answered.
  | 'refusedKey'
  | 'noQuota'
  | 'tooLong'
  | 'rateLimited'
  | 'overloaded'
  | 'unknownModel'
  | 'slowRequest'
  | 'serverFault'
  | 'refusedRequest'
  | 'reportedError'
  | 'redirect'
  | 'editorModel'
  // What came of the connection and the reply.
  | 'insecure'
  | 'unreachable'
  | 'proxy'
  | 'brokeOff'
  | 'requestFailed'
  | 'firstToken'
  | 'idle'
  | 'total'
  | 'badReply'
  | 'notPacked'
  | 'notJson'
  | 'unreadableReply'
  | 'unusableReply'
  | 'overrun'
  | 'noResult'
  | 'callFailed'
  // What is wrong with a setting; `field` names it.
  | 'badAddress'
  | 'badHeaderName'
  | 'badHeaderValue'
  | 'badApiVersion'
  | 'ownRequestField'
  | 'badKey'
  | 'badAuthorization'
  | 'badValue'
  | 'keyInFile'
  | 'unknownField'
  | 'notJsonFile'
  | 'unreadableFile'
  // Directories.
  | 'cacheInside'
  | 'stateInside'
  | 'otherUser'
  | 'notMade'
  | 'storeFull'
  | 'storeReadOnly'
  | 'storeNewer'
  | 'storeFault'
  | 'noFolder'
  | 'notOpened'
  // A route that was wished for.
  | 'unknownRoute'
  | 'routeDoesNotFit'
  // Asked for when it cannot be done.
  | 'notConfigured'
  | 'noFolderOpen'
  | 'sameName'
  | 'runUnderWay'
  | 'noRun'
  | 'noNote'
  | 'nothingProved'
  | 'notesHeld'
  | 'notesFull'
  | 'modelsRestricted'
  | 'discoveryRestricted'
  | 'patchesRestricted'
  | 'baselineRestricted'
  /** A baseline of reviews that cannot be changed: it is none, or a link leads to it. */
  | 'baselineBad'
  | 'baselineLink'
  | 'notOnDisk'
  | 'noIndex'
  /** No file of the folder could be looked at: the folder, or its ignore file, cannot be read. */
  | 'rootUnread'
  // Sightline itself.
  | 'noEnd'
  | 'crashed';

/**
 * What went wrong, as facts: `src/present` makes the sentence and names the way out in the words of each door. What
 * others said (`said`, `detail`, `target`) is untrusted: bounded, on one line, and without keys.
 */
export interface Failure {
  readonly kind: FailureKind;
  readonly cause: FailureCause;
  readonly role?: 'reader' | 'author';
  /** Host (and port) of the endpoint. */
  readonly host?: string;
  readonly model?: string;
  /** The HTTP status that it answered. */
  readonly status?: number;
  /** The words of the endpoint. */
  readonly said?: string;
  /** The endpoint answered with a web page. */
  readonly isPage?: boolean;
  readonly seconds?: number;
  /** Requests that were sent before giving up, when the last of several failed. */
  readonly tries?: number;
  /** What exactly: a code of the system, or one of ours for an address or a reply. */
  readonly code?: string;
  /** What it is about: another host, a file or a directory. */
  readonly target?: string;
  /** The setting, by its name in the configuration file or the environment. */
  readonly field?: string;
  readonly line?: number;
  readonly limit?: number;
  readonly detail?: string;
  /** What was wrong with a reply of the model. */
  readonly problem?: ReplyProblem;
  /** Names that would have been right. */
  readonly names?: readonly string[];
  /** Why a route that was wished for does not fit. */
  readonly reason?: RouteReason;
}
