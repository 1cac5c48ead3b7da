"""Scrapy settings of the project: polite by default; every one of them can be given on the command line with -s."""

from __future__ import annotations

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Whom the operator of a portal may write to: a mail address or a page, told in the user agent. Without it a public host is refused.
CONTACT = ""
NIANBAO_DATA = "data"
NIANBAO_HOSTS: dict[str, str] = {}
NIANBAO_ALLOW_PRIVATE = False
NIANBAO_BUILD = True
NIANBAO_MAX_PAGES = 50
NIANBAO_MAX_CRAWL_DELAY = 60.0
# Where no column of a portal serves, it is searched for one: with so many requests, and in vain at most once in so many days.
NIANBAO_DISCOVER = "missing"
NIANBAO_DISCOVER_BUDGET = 12
NIANBAO_DISCOVER_DAYS = 30
# The hours in which portals are asked, Asia/Shanghai: "22:00-06:00"; empty for any.
NIANBAO_WINDOW = ""
# After so many refusals in a row a host is left alone: for a day, and for longer each further time; an empty list turns that off.
NIANBAO_BLOCKED_AFTER = 5
NIANBAO_BACKOFF_DAYS = [1, 2, 4, 8, 16]
# Days after which a report that is archived is asked for again, by its fiscal year: `season` from January to April and for the two latest
# years, which then are the only ones; `0` the latest year, `1` the one before, and so on, `older` all others. `missing` serves what the
# portal did not have, `too_large` what was too large. What was never had, or failed, is asked for in every run; 0 is every run, too.
NIANBAO_REVALIDATE_DAYS = {"season": 1, "0": 7, "1": 7, "2": 30, "3": 30, "older": 90, "missing": 7, "too_large": 90}

# One request at a time to a host, and never sooner than the delay: Scrapy's jitter would go below it.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.0
AUTOTHROTTLE_MAX_DELAY = 60.0
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "nianbao"

DOWNLOAD_TIMEOUT = 60.0
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 5
HTTPERROR_ALLOW_ALL = True
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# Lists are walked in their own order, and reports in the order they are listed.
# Several at once would shuffle what a page yields, and the order of fetching decides between re-publications that say nothing else.
CONCURRENT_ITEMS = 1
# Scrapy 2.19 parses the source of a callback that is a generator anew for every response to see whether it returns something.
WARN_ON_GENERATOR_RETURN_VALUE = False
SCHEDULER = "crawler.transport.scheduler.Careful"
SCHEDULER_PRIORITY_QUEUE = "crawler.transport.queue.HostQueue"
SCHEDULER_MEMORY_QUEUE = "crawler.transport.queue.ReportQueue"
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"

# Responses pass from high numbers to low ones: decoded, archived, and only then read by cookies, redirects, refreshes, retries.
DOWNLOADER_MIDDLEWARES = {
    "crawler.transport.guard.AddressGuard": 40,
    "crawler.transport.backoff.BackOff": 45,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.transport.robots.Robots": 100,
    "crawler.transport.schemes.Schemes": 650,
    "crawler.transport.second_look.SecondLook": 710,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.transport.following.Shells": 580,
    "crawler.transport.archiving.Archiving": 720,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.transport.compression.Decompression": 800,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "crawler.transport.giving_up.Hopeless": 50,
}
DOWNLOAD_HANDLERS = {"http": "crawler.transport.connections.UnhurriedHandler", "https": "crawler.transport.tls.TlsHandler"}
EXTENSIONS = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.transport.politeness.FlooredThrottle": 0,
    "crawler.transport.politeness.Politeness": 10,
    "crawler.finding.Finder": 15,
    "crawler.transport.window.NightWindow": 20,
    "crawler.transport.giving_up.GivingUp": 30,
    "crawler.transport.stopping.Stopping": 40,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "INFO"
