"""Pages that are not the page that was meant: each is refused, with what to do instead; and pages that only speak of such."""

import pytest

from pipeline.core.errors import UserError
from pipeline.operations.add.fetch_address import fetch_address
from tests.helpers.sites import ARTICLE, Sites, html

DAY = "2026-11-30"
AT = "https://site.test/news/kettles"


@pytest.fixture(scope="module")
def sites():
    with Sites() as found:
        yield found


def refusal(sites, address=AT):
    with pytest.raises(UserError) as found:
        fetch_address(address, DAY, sites.access())
    assert found.value.hint
    return str(found.value)


MENU = "<nav><a href=/>Home</a> <a href=/news>News</a> <a href=/about>About us</a> <a href=/shop>Shop</a></nav>"
FOOT = "<footer><p>© 2026 Kettle House. All rights reserved. <a href=/privacy>Privacy</a> <a href=/terms>Terms</a></p></footer>"

NEED_SCRIPTS = {
    "an empty frame": '<div id="root"></div><script src="/static/main.4f3a.js"></script>',
    "a frame with a noscript": '<noscript>You need to enable JavaScript to run this app.</noscript><div id="app"></div><script src=a.js></script>',
    "a frame with a spinner": '<div id="__next"><div class="spinner">Loading…</div></div><script>window.__DATA__={"a":1}</script>',
    "a frame with menu and footer": f'{MENU}<main id="content"></main>{FOOT}<script src=app.js></script>',
    "a sentence that asks for them": "<h1>Kettle House</h1><p>JavaScript is not available. We have detected that JavaScript is disabled in this"
    " browser. Please enable JavaScript or switch to a supported browser.</p><script src=x.js></script>",
    "in German": "<noscript><p>Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.</p></noscript><div id=app></div><script src=a.js></script>",
    "a component": '<kettle-app></kettle-app><script type="module" src="/app.js"></script>',
}  # fmt: skip


@pytest.mark.parametrize("shape", NEED_SCRIPTS)
def test_a_page_that_needs_scripts_is_refused(sites, shape):
    sites.page(AT, html(NEED_SCRIPTS[shape], "Kettle House"))
    assert "built by scripts" in refusal(sites)


LOGINS = {
    "a form": "<h1>Sign in</h1><form><label>E-mail <input type=email></label><label>Password <input type=password></label><button>Sign in</button></form>",
    "a form with a menu": f"{MENU}<main><h1>Welcome back</h1><p>Please log in to read on.</p><form><input name=u><input type=password></form></main>{FOOT}",
    "in German": "<h1>Anmelden</h1><form>Benutzername <input name=u> Kennwort <input type='password'></form>",
    "in two steps": "<h1>Sign in to Kettle House</h1><form><input type=email placeholder='E-mail'><button>Next</button></form>",
    "in Japanese": "<title>ログイン</title><h1>ログイン</h1><form><input type=text><input type=password></form>",
}  # fmt: skip


@pytest.mark.parametrize("shape", LOGINS)
def test_a_login_is_refused(sites, shape):
    sites.page(AT, html(LOGINS[shape], "Kettle House"))
    said = refusal(sites)
    assert "login" in said
    assert "no credentials are ever sent" in said


@pytest.mark.parametrize("status", [401, 403, 407])
def test_a_status_that_wants_a_login_is_refused(sites, status):
    sites.page(AT, html("<h1>Forbidden</h1>"), status, WWW_Authenticate="Basic realm=x")
    assert "login" in refusal(sites) or status == 403


@pytest.mark.parametrize("to", ["/login?next=%2Fnews", "/users/sign_in", "/auth/realms/x/protocol", "https://login.test/x", "/wp-login.php?redirect_to=a", "/sso/start"])  # fmt: skip
def test_a_redirect_to_a_login_is_refused(sites, to):
    sites.moved(AT, to)
    place = to if to.startswith("https") else f"https://site.test{to}"
    sites.page(place, html(ARTICLE, "Kettle House"))
    assert "leads to a login" in refusal(sites)


COOKIES = {
    "a wall": "<h1>We value your privacy</h1><p>We and our 842 partners store cookies on your device and process personal data, such as unique"
    " identifiers, to show ads. You may accept all or manage your choices. By consent you help us. Tracking can be rejected in the"
    " privacy settings.</p><button>Accept all</button><button>Reject all</button>",
    "a wall in German": "<h1>Mit Werbung weiterlesen</h1><p>Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Details zum Tracking finden Sie in der"
    " Datenschutzerklärung. Ihre Einwilligung können Sie jederzeit widerrufen. Ihre Zustimmung umfasst Cookies.</p><button>Alle akzeptieren</button>",
    "a wall in French": "<h1>Vos choix relatifs aux cookies</h1><p>Nous utilisons des cookies et traceurs pour la publicité. Votre consentement est demandé."
    " Vous pouvez tout accepter ou tout refuser les cookies.</p><button>Tout accepter</button>",
    "a short one of a service": "<div id=onetrust><h2>Cookies on this site</h2><p>Choose which cookies we may set.</p></div>",
}  # fmt: skip


@pytest.mark.parametrize("shape", COOKIES)
def test_a_question_about_cookies_is_refused(sites, shape):
    sites.page(AT, html(COOKIES[shape], "Kettle House"))
    assert "asks about cookies" in refusal(sites)


@pytest.mark.parametrize(
    "to", ["https://consent.test/v2/collect?x=1", "https://site.test/cookie-wall?to=/news"]
)
def test_a_redirect_to_a_question_about_cookies_is_refused(sites, to):
    sites.moved(AT, to)
    sites.page(to, html(ARTICLE))
    assert "asks about cookies" in refusal(sites)


RIDDLES = {
    "a wait": ("Just a moment...", "<h1>site.test</h1><p>Verifying you are human. This may take a few seconds.</p><script src='/cdn-cgi/challenge-platform/h/b'></script>", 403),
    "a wait with status 200": ("Just a moment...", "<p>Checking your browser before accessing the site.</p><script>x</script>", 200),
    "a box to tick": ("Kettle House", "<form><div class='g-recaptcha' data-sitekey=1></div></form><p>Please confirm.</p><script src=r.js></script>", 200),
    "a refusal": ("Access Denied", "<h1>Access Denied</h1><p>You don't have permission to access this on this server. Reference #18.2</p>", 200),
    "busy": ("Pardon Our Interruption", "<p>As you were browsing something about your browser made us think you were a bot.</p>", 200),
    "work": ("Making sure you're not a bot!", "<p>Loading...</p><script id=anubis_challenge type=application/json>{}</script>", 200),
}  # fmt: skip


@pytest.mark.parametrize("shape", RIDDLES)
def test_a_riddle_for_programs_is_refused(sites, shape):
    title, body, status = RIDDLES[shape]
    more = {"Cf_Mitigated": "challenge"} if status == 403 else {}
    sites.page(AT, html(body, title), status, **more)
    assert "prove that they are people" in refusal(sites)


GONE = {
    "English": ("Page not found – Kettle House", "<h1>Sorry, we can’t find that page</h1><p>It may have moved. Try the search.</p>"),
    "a number": ("404", "<h1>404</h1><p>Oops! Nothing here.</p>"),
    "German": ("Kettle House", "<h1>Seite nicht gefunden</h1><p>Die gesuchte Seite gibt es nicht mehr.</p>"),
    "French": ("Page introuvable", "<h1>Oups</h1><p>Cette page n’existe plus.</p>"),
    "no longer": ("Kettle House", "<h1>This article is no longer available</h1><p>See our latest stories.</p>"),
}  # fmt: skip


@pytest.mark.parametrize("shape", GONE)
def test_a_page_that_says_that_there_is_none_is_refused(sites, shape):
    title, body = GONE[shape]
    sites.page(AT, html(f"{MENU}{body}{FOOT}", title))
    assert "there is no such page" in refusal(sites)


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, "no such page"), (410, "no such page"), (429, "come later"), (503, "a fault of its own"), (451, "withholds"),
     (206, "sent no page"), (204, "sent nothing"), (300, "sent no page")],
)  # fmt: skip
def test_other_statuses_are_said(sites, status, said):
    sites.page(AT, "" if status == 204 else html(ARTICLE), status)
    assert said in refusal(sites)


def test_an_article_that_leads_to_the_front_page_is_gone(sites):
    sites.moved(AT, "/")
    sites.page("https://site.test/", html(ARTICLE, "Kettle House"))
    assert "front page" in refusal(sites)
    assert fetch_address("https://site.test/", DAY, sites.access()).name == "kettle-house.html"


def test_a_page_that_sends_on_at_once_is_followed_and_looked_at(sites):
    refresh = '<meta http-equiv="refresh" content="0; url={}">'
    sites.page(AT, html("", "", refresh.format("/news/kettles-2")))
    sites.page("https://site.test/news/kettles-2", html(ARTICLE, "Kettles"))
    assert fetch_address(AT, DAY, sites.access()).name == "kettles.html"
    sites.page(AT, html("", "", refresh.format("http://169.254.169.254/latest")))
    assert "not on the public web" in refusal(sites)
    sites.page(AT, html("", "", refresh.format("/news/kettles")))
    refusal(sites)


KEPT = {
    "an article with a login in its head": f"<header><form><input name=u><input type=password> <a>Sign in</a></form></header>{MENU}<article><h1>Kettles</h1>{ARTICLE}</article>",
    "an article with a cookie bar": f"<div class=cookie-banner><p>We use cookies. Accept all cookies?</p><button>Accept all</button></div><article><h1>Kettles</h1>{ARTICLE}</article>",
    "an article with a noscript": f"<noscript>Please enable JavaScript to see the comments.</noscript><article><h1>Kettles</h1>{ARTICLE}</article><script>1</script>",
    "an article about logins": "<article><h1>How to log in to a kettle</h1>" + "<p>A user types a password of at least twelve letters, and the kettle compares its hash with the one on its disk.</p>" * 12 + "</article>",
    "an article about cookies": "<article><h1>A history of cookies on the web</h1>" + "<p>In 1994 a programmer kept the state of a basket in the browser. Servers forget who asks, and so a number was sent along. Shops followed within a year. Courts came later.</p>" * 8 + "</article>",
    "an article about pages not found": "<article><h1>Why 404 is the page that most people know</h1>" + "<p>The number was chosen by those who wrote the first servers in Geneva, and no room of that number stands behind it.</p>" * 14 + "</article>",
    "an article about captchas": "<article><h1>Are you a robot?</h1>" + "<p>Since 2000 web sites have asked their visitors to read bent letters, which programs by now read better than people.</p>" * 14 + "</article>",
    "a short notice": "<h1>Opening hours</h1><p>The kettle museum is open from Tuesday to Sunday, 10:00 to 18:00, and closed on Mondays and on 24 December.</p>",
    "a form to write to us": f"<article><h1>Kettles</h1>{ARTICLE}</article><form><input type=email><textarea></textarea><div class=g-recaptcha></div></form>",
    "a definition": "<h1>Cookie</h1><p>A cookie is a flat, sweet biscuit that is baked in an oven at about 180 °C for ten minutes.</p>",
}  # fmt: skip


@pytest.mark.parametrize("shape", KEPT)
def test_a_page_that_only_speaks_of_such_things_is_kept(sites, shape):
    sites.page(AT, html(KEPT[shape], "Kettle House"))
    assert fetch_address(AT, DAY, sites.access()).data == html(KEPT[shape], "Kettle House").encode()


@pytest.mark.parametrize("path", ["user-attachments/files/1/a.pdf", "acme/wiki/files/12/a.pdf"])
def test_a_file_attached_in_a_private_repository_is_told_with_what_to_do(sites, path):
    sites.page(f"https://github.com/{path}", "", 404)
    said = refusal(sites, f"https://github.com/{path}")
    assert "GitHub shows this file to nobody who is not signed in" in said
