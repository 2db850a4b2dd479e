using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;
using NotionSync.Health;
using NotionSync.Notion;
using NotionSync.Tests.Publishing;

namespace NotionSync.Tests.Health;

public sealed class BrokerReadinessTests
{
    [Fact]
    public async Task Nango_is_asked_once_in_a_while_however_often_somebody_asks_the_app()
    {
        var clock = new TestClock();
        clock.Freeze();
        using var account = new Account();
        var options = Options.Create(new NangoOptions { SecretKey = "key" });
        var readiness = new BrokerReadiness(new NangoClient(account, options, new UnlimitedThrottle(clock), clock, NullLogger<NangoClient>.Instance), options, clock);

        for (var i = 0; i < 10; i++)
        {
            await readiness.CheckAsync(default);
        }

        Assert.Equal(1, account.Calls);

        // Used up is not out of order.
        (account.Status, account.Body) = (HttpStatusCode.TooManyRequests, "{}");
        clock.Advance(TimeSpan.FromSeconds(31));
        await readiness.CheckAsync(default);
        Assert.Equal(2, account.Calls);

        (account.Status, account.Body) = (HttpStatusCode.Unauthorized, "{}");
        clock.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAnyAsync<ProblemException>(() => readiness.CheckAsync(default));
        await Assert.ThrowsAnyAsync<ProblemException>(() => readiness.CheckAsync(default));
        Assert.Equal(3, account.Calls);
    }

    private sealed class Account : HttpMessageHandler, IHttpClientFactory
    {
        public int Calls { get; private set; }

        public HttpStatusCode Status { get; set; } = HttpStatusCode.NotFound;

        public string Body { get; set; } = """{"error":{"code":"not_found"}}""";

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(Body) });
        }
    }
}
