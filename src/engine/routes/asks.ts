/** What a question asks for is said at its beginning. */
const READ_CHARS = 300;

/** Questions about the whole of a repository, as people put them in six languages. */
const OVERVIEW: readonly RegExp[] = [
  /\b(?:overview|architecture|big picture|high[- ]level (?:view|design|structure|description)|bird'?s[- ]eye)\b/iu,
  /\b(?:walk|guide|take) me through (?:the|this)\b|\btour of (?:the|this)\b/iu,
  /\b(?:structure|layout|organi[sz]ation) of (?:the|this) (?:repo|project|code|package|workspace)/iu,
  /\bhow (?:is|are) (?:the|this|these) .{0,60}?\b(?:organi[sz]ed|structured|laid out|arranged|divided|put together)\b/iu,
  /\bwhat (?:is|does) (?:this|the) (?:project|repo(?:sitory)?|code ?base|program|package|library|workspace)\b/iu,
  /\bwhere (?:do|should|can) i (?:start|begin)\b|\bwhat are the (?:main|major|key) (?:parts|components|modules|packages|folders)\b/iu,
  /(?<!\p{L})(?:überblick|übersicht|architektur|grobe struktur|gesamtbild)(?!\p{L})/iu,
  /\bwie (?:ist|sind) .{0,60}?\b(?:aufgebaut|gegliedert|organisiert|strukturiert|eingeteilt)\b/iu,
  /\b(?:was (?:macht|ist|tut) (?:dieses|das) (?:projekt|repo|repository|programm|paket)|wo (?:fange|beginne) ich an|hauptbestandteile|wichtigste[n]? (?:teile|module|komponenten))\b/iu,
  /\b(?:visión general|panorama general|arquitectura)(?![\p{L}])/iu,
  /cómo está(?:n)? (?:organizad|estructurad|dividid)|\bqué hace este (?:proyecto|repositorio|programa|paquete)\b|\bpor dónde empiezo\b|\bpartes principales\b/iu,
  /vue d['’]ensemble|(?<!\p{L})aperçu(?!\p{L})|comment .{0,60}?(?:organisée?s?|structurée?s?)(?!\p{L})|\bque fait ce (?:projet|dépôt|programme)\b|\bpar où commencer\b/iu,
  /概述|概览|总览|概况|架构|整体结构|(?:项目|代码|仓库).{0,6}(?:结构|怎么组织|如何组织)|这个(?:项目|仓库|程序)是?(?:做什么|干什么|干嘛)|从哪里(?:开始|看起)/u,
  /概要|全体像|アーキテクチャ|(?:プロジェクト|リポジトリ|コード).{0,8}(?:構成|構造)|このプロジェクトは何|どこから(?:始め|読)/u,
];

/** Whether a question asks for the whole of a repository and how it is put together. Linear: what is read is bounded. */
export function isOverview(text: string): boolean {
  const read = text.slice(0, READ_CHARS);
  return OVERVIEW.some((pattern) => pattern.test(read));
}
