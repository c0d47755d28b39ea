"""Lists of English words that never begin, end or make up the name of a concept.

They are compact: of verbs only the plain form is listed, and the other forms are derived.
"""

from __future__ import annotations


def word_set(block: str) -> frozenset[str]:
    """Return the words of a text, parted by white space."""
    return frozenset(block.split())


_FUNCTION = """
a about above across after again against ago all almost along already also although always am among
amongst an and another any anyone anything are aren't around as at away back be because been before
behind being below beneath beside besides between beyond both but by can can't cannot could couldn't
despite did didn't do does doesn't doing don't done down due during each either else elsewhere
enough et etc even ever every everyone everything except few fewer first for former from further had
hadn't has hasn't have haven't having he hence her here hers herself him himself his how however i
if in indeed inside instead into is isn't it its itself just last later latter least less let like
likewise many may maybe me meanwhile might mine more moreover most much must my myself namely near
nearly neither never nevertheless next no nobody none nor not nothing now nowhere of off often on
once one ones only onto or other others otherwise our ours out outside over own per perhaps please
quite rather really same second self several shall she should since so some someone something
sometimes somewhere soon still such than that that's the their theirs them themselves then there
thereby therefore therein these they this those though three through throughout thus till to
together too toward towards two under unless until up upon us very via was wasn't way we well were
weren't what whatever when whenever where whereas whereby wherein wherever whether which whichever
while who whoever whole whom whose why will with within without won't would wouldn't yes yet you
your yours ie eg e.g i.e vs cf aka ca approx zero four five six seven eight nine ten eleven twelve
hundred thousand million billion third fourth fifth twenty thirty forty fifty today yesterday
tomorrow
"""

_VERBS = """
accept access achieve act adapt add address adjust affect agree aim align allow announce appear
apply approve argue ask assign assume attempt avoid base become begin behave believe belong benefit
break bring build burn call carry cause charge check choose circle claim clear collect combine come
compare complete compute confirm consider consist consume contain continue contribute convert
correspond cost count cover create cut deal decide decrease deduct define delay delete deliver
demand depend deploy deprecate derive describe deserve design detect determine develop differ
disable discard discourage discover discuss distribute do double draw drop earn effect emit enable
encourage encounter end enforce ensure enter equal escape establish estimate evaluate exceed execute
exempt exist expand expect experience explain explore expose extend fail fall fetch fill find finish
fix fly follow force form gain gather generate get give go grant grow guarantee halt handle happen
have help hide hit hold identify ignore illustrate implement imply impose improve include
incorporate increase incur indicate inform inherit initialize initialise insert inspire intend
interact introduce invent invoke involve issue join keep know land launch lead learn leave let lie
limit link list live load look lose lower maintain make manage map mark match matter maximise
maximize mean measure meet mention minimise minimize miss mitigate modify move need note notice
observe obtain occur offer open operate orbit originate own pass pay perform permit persist place
plan play point pop possess predict prefer prepare present preserve prevent price proceed process
produce prohibit propose protect prove provide publish pull push put quote raise range reach read
realise realize receive recognise recognize recommend record reduce refer reflect refund reject
relate release rely remain remember remove rename render repeat replace report represent require
reset resolve respond result retain return reveal revert rise run save say scale search see seek
seem select send separate serve set settle share ship shift show simplify skip solve sort specify
spend split stand start state stay stop store strike study submit subtract succeed suffer suggest
supersede supply support suppose switch take talk target tell tend test think touch track transfer
transform transmit travel treat trigger try turn understand undergo update use utilise utilize
validate vary verify dominate wait want warn watch work write yield change arise approximate
assemble attract boost catch cease circulate climb collide commit compile compress configure confuse
connect constrain construct correlate decline dedicate deprive dispute divide embed emerge emphasize
emphasise employ encode decode encrypt examine exclude exhaust expire facilitate feed forbid fulfil
fulfill hamper hardcode highlight hinder infer inject integrate interpret intersect invest
investigate iterate justify lay locate merge mint multiply negotiate obey occupy optimise optimize
organise organize outweigh overcome parse penalise penalize persuade predate prevail prioritise
prioritize propagate prune quantify react rebuild recover recur redesign redeploy refactor refine
register regulate reinforce reply reprice resist restart restore restrict resume retrieve reuse
revise revoke rotate shrink simulate sit smooth stabilise stabilize stretch struggle subscribe
substitute supervise surpass surround survive suspect sustain synchronise synchronize tackle
terminate tolerate transact translate trim unify unlock vanish violate withdraw worsen wrap lag stem
host rank relinquish reorganise reorganize reconsider reintroduce rely navigate toggle click mix
customise customize drag hover paste copy edit press install uninstall import export download upload
scroll type tick untick filter group sort rerun debug defect
"""
_IRREGULAR = """
became began begun bought broke broken brought built came chose chosen drew drawn drove fell fallen
felt flew flown forgot fought found gave given gone got gotten grew grown held hid hidden kept knew
known laid lay led left lent lost made meant met paid proved proven ran rose risen said sat saw seen
sent shown shrank slept sold spent spoke spoken stood stuck sought swept taken taught thought threw
told took tried understood went won wore wrote written worth
"""

_ADJECTIVES = """
able above-mentioned absolute acceptable accessible actual additional adequate afraid available
average aware bad basic best better big bigger biggest blank brief bright broad busy careful central
certain cheap cheaper clean clear close common comparable compatible complete complex comprehensive
consecutive considerable consistent constant contrary convenient correct corresponding costly
critical crucial current dark deep default dependent desirable desired detailed different difficult
direct distinct early earlier easiest easy easier effective efficient eligible elongated empty
enormous entire equal equivalent essential exact existing expensive explicit extensive extra extreme
faint fair false familiar famous far fast faster feasible final fine finite fixed flat following
foreign formal free frequent fresh full fundamental future general good great greater greatest half
happy hard heavy helpful hidden high higher highest historic huge identical immediate important
impossible inclined inconvenient independent individual initial interesting intermediate internal
invalid known large larger largest late latest legacy less likely limited little local long longer
longest loose low lower lowest main major malicious manual marginal massive maximal maximum mere mid
minimal minimum minor missing mixed modern modest multiple mutual naive narrow native natural nearby
necessary negative new newer newest nice noisy non normal notable novel numerous obvious occasional
odd official old older oldest open opposite optimal optional ordinary original outer overall
particular past peculiar perfect permanent persistent physical plain possible potential powerful
practical precise preferable present previous previously-unknown prior primary private probable
problematic proper proportional proposed pure quick random rare raw ready real reasonable recent
recognised recognized regular-sized related relative relevant reliable remaining remote required
respective responsible rich rough round safe secondary secure sensible sensitive separate serious
severe shallow sharp short shorter significant similar simple simpler single slight slow slower
small smaller smallest smooth soft sole special specific spread stable standard steep
straightforward strange strict strong subsequent substantial successful sudden sufficient suitable
sure tall temporary thin tight tiny federal technical configurable done scheduled cancelled
underlined cold warm max min avg net dirty fresh nonce-based top total true typical ultimate unable
unaffected unclear undefined underlying unique unknown unlikely unnecessary unused unusual upcoming
upper urgent used useful usual vague valid valuable various vast viable visible weak whole wide
wider widespread worst wrong young unnamed unchanged non-zero backwards forward certain nonempty
zero-value greater deeper darker custom
"""

_ADVERBS = (
    "instead again altogether abroad ahead alike apart aside forever forwards backwards hence long"
    " soon afterwards twice"
)

_GENERIC = """
ability account-holder action activity addition advantage aim amount analysis answer appendix
application approach area argument article aspect assumption attempt attention attribute author
background basis behavior behaviour beginning benefit bit block-number book bottom calculation
candidate case category cause chance change chapter character characteristic choice circumstance
claim class code colleague column combination comment community comparison component computation
concept concern conclusion condition configuration consensus consequence consideration constant
content context contrast contribution copy cost country course criterion data date day deal decade
decision default definition degree description design detail developer difference difficulty
direction discovery discussion distance distinction document documentation drawback duration edge
effect effort element end entry environment equation error estimate evaluation event evidence
example exception existence expectation experience explanation expression extent extension fact
factor failure feature field figure file finding flag flow focus form format formula frame function
future goal group growth guarantee guide guideline half hand help history hour idea impact
implementation implication importance improvement inclusion increase information input instance
instruction intent intention interaction interest interval introduction issue item job key kind
knowledge lack language layer length level limit limitation line link list location logic loss lot
majority manner mark material matter meaning means measure measurement mechanism member mention
method minute mode model moment month motivation name nature need news note notion number object
objective observation occurrence operation operator opinion opportunity option order organisation
organization origin outcome output overview page paper paragraph parameter part participant party
path pattern people percent percentage perspective phase phenomenon picture piece place plan point
policy portion position possibility post potential practice preference presence principle priority
problem procedure process product program project property proportion proposal purpose quality
quantity question range rate ratio rationale reader reading reality reason reference region relation
relationship release remainder reminder report representation requirement research resource respect
response rest restriction result return revision risk role room round row rule sample scale scenario
scheme scope score section sense sentence sequence series set setting shape share side sign
significance situation size solution sort source space specification spread stage start state
statement status step story strategy structure study style subject success sum summary support
surface system table target task team technique term test text theory thing thought threshold time
title tool topic total total-number trade trade-off transition treatment trend trial type unit usage
use user value variable variant variation variety version view volume warning way week weight while
word work worker world year none note simple-summary abstract security backward compatibility
copyright meta rest case-by-case mid-sized
"""

# Everyday nouns. They get no page of their own unless the source says what they are, but may stand
# inside a longer name.
_EVERYDAY = """
abort account active addition age air amount application area army art asset asteroid attack
attacker atmosphere bank basket bill blog bill block board boat body bomb book box boy breakage
bridge browser bug builder building builder byte cap capacity capital car card chain chair child
chip church city client climate cloud collision computer consumer contract coordination corner cup
curve customer cycle dark day death debris debt delay destination device diameter dirty disk
distance dog door doctor dollar driver earth elasticity employee energy engine equilibrium evening
execution eye family farm fee fire fish fleet floor fluid food forest fork fragment fresh friend
fuel galaxy game garden gas gate girl glass ground hand hardfork hash head health heart heat hill
hole home horse hospital house human ice image income industry inhabitant institution investor
island job judge kilometre kilometer king lake land law lawyer leader letter light liquid machine
mail market mass master mathematics meal media medium memory merchant metal miner minor mission
money moon morning mother motion mountain mouth music nation neighbour network nephew night node
nonce nonzero ocean oil orbit orbital owner ownership packet parent pass patient payer peer
performance period person phone plane planet plant plate player poetry pole police pollution
population power presence press pressure price prize product profit protein proof protection
protocol proximity radio rain reader reality regular relay rent responsiveness reserve reward risk
river road rock role roof room root salt satellite scalability schedule school science screen sea
season seat security server service ship shop sister skill sky slot snow society software soil son
song sort sound space spacecraft speed sport spot square stack star station stone storage store
storm street structure student subgroup sugar summer sun surface system tail teacher technology
telescope temperature token tool town track trade traffic train transaction transmission tree trend
truth uncle university validation validator vehicle verification video village visitor voice wall
wallet war water wave weapon weather web wind winter witness woman wood worker yard control facility
strength weakness confidence command button menu folder heading template tip icon capture info doc
script syntax default defaults reminder properties emoji hotkey regular dev staging platform bound
adjustment upgrade beta alpha enhanced incentive opportunity operation user stability coordination
equilibrium basefee voting outlier discovery probe resonance dominance peak commitment parameter
fraction clause precompile
"""


def verb_forms(verb: str) -> list[str]:
    """Return the regular forms of a verb."""
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    sibilant = verb.endswith(("s", "x", "ch", "sh", "z"))
    doubled = verb + verb[-1]
    return [
        verb,
        verb + ("es" if sibilant else "s"),
        verb + "ed",
        verb + "ing",
        doubled + "ed",
        doubled + "ing",
    ]


FUNCTION_WORDS = word_set(_FUNCTION)
VERBS = frozenset(form for verb in _VERBS.split() for form in verb_forms(verb)) | word_set(
    _IRREGULAR
)
ADJECTIVES = word_set(_ADJECTIVES)
ADVERBS = word_set(_ADVERBS)
# Last words that make no name of two words: "gas change", "execution time".
WEAK_HEADS = word_set(
    "change level section value time usage increase decrease reduction amount number parameter"
    " thing case part risk side name data regime increment total word pair field page update"
    " definition scenario situation period condition rule step use name count example possibility"
    " issue problem concern detail type kind form list set table figure result description summary"
)
GENERIC_NOUNS = word_set(_GENERIC)

# Verbs whose plain form or -s form is as often a noun, which makes good names: "gas limit", "block
# reward".
NOUN_LIKE_VERBS = word_set(
    "access address benefit call charge check claim cost count delay design effect end estimate"
    " form gain group hit increase issue launch limit link list load map mark measure need offer"
    " orbit plan point price process record refund release report reset result return run scale"
    " search set share shift start state stop store study supply support switch target test"
    " transfer update edit copy import export download upload press filter type mix group sort use"
    " work transaction costs prices limits calls refunds rules targets launches orbits plans"
    " records searches states stores transfers updates metering pricing scheduling reading"
    " processing schedule sharding"
)
EVERYDAY_WORDS = word_set(_EVERYDAY) | GENERIC_NOUNS | WEAK_HEADS | NOUN_LIKE_VERBS
_FINITE_VERBS = word_set(
    "is are was were be been has have had does do did can could may might must shall should will"
    " would cannot can't don't isn't aren't"
)


def is_verb(word: str) -> bool:
    """Tell whether a lower-case word can be a verb."""
    return word in VERBS or word in _FINITE_VERBS


def is_finite(word: str) -> bool:
    """Tell whether a lower-case word is surely a finite verb, or a form that only verbs have."""
    return word in _FINITE_VERBS or (
        word in VERBS and word not in NOUN_LIKE_VERBS and not word.endswith("ing")
    )
