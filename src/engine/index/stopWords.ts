const ENGLISH = `a about above after again all also although always am an and any are as at be because been before being
below between both but by came can cannot come could did do does doing done down each either else etc ever every
few for from further get gets getting give given go goes going got had has have having he her here hers him his how
however i if in instead into is it its itself just know let like lot made make makes many may maybe me might more most
much must my need needs neither never no nor not now of off often on once one only or other others otherwise our out
over own per perhaps please quite rather really same see seem seems shall she should since so some something still such
sure take than that the their them then there these they thing things this those though through thus to too under
until up upon us use used uses using very via want wants was way we well were what when where whether which while who
whom whose why will with within without would yes yet you your`;

/** Words of programming languages that stand in almost every file and decide nothing. */
const CODE = `abstract await boolean break case catch char class const continue def default del double elif else end endif
enum except export extends extern false final finally float fn for func function if ifdef ifndef impl implements import
include instanceof int interface let long mod mut namespace new nil none null object operator override package pass
private protected pub public raise ref require return self short signed sizeof static std string struct super switch
template then this throw throws trait true try type typedef typename typeof undef undefined unsigned var virtual void
volatile while`;

/** Neither indexed nor searched: words without content of their own. Lower case. */
export const STOP_WORDS: ReadonlySet<string> = new Set(ENGLISH.split(/\s+/));

/** Not indexed from code bodies; in a question they count only beside other words. */
export const CODE_WORDS: ReadonlySet<string> = new Set(CODE.split(/\s+/));

const REQUEST = `actual actually add added adding adds allow allowed allows appear avoid avoids behave behavior behaviour bug
bugs case cause caused causes change changed changes cleanup code correct correctly describe description details
ensure ensures example examples expect expected feature fix fixed fixes fixing follow following happen happens hello hi
implement implemented implementing improve improved improvement incorrect incorrectly instead issue issues latest let
longer minor need needed needs new old please possible prevent prevents problem problems proper properly question related
release remove removed removes report reproduce reproduction request result results seem seems snippet step steps support
supported supporting supports thank thanks try trying unexpected unexpectedly update updated updates version work worked
working works wrong`;

/** Words that say what a person wants of the code, not which code: they count less in a question. */
export const REQUEST_WORDS: ReadonlySet<string> = new Set(REQUEST.split(/\s+/));
