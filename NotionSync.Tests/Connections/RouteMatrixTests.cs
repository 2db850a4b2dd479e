using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Importing;
using NotionSync.LocalHost.Functions;
using NotionSync.Notion;
using NotionSync.Tests.Http;

namespace NotionSync.Tests.Connections;

/// <summary>Every route of the app, as the host maps them, called by everybody there is.</summary>
public sealed partial class RouteMatrixTests(ConnectionWorld world) : IClassFixture<ConnectionWorld>
{
    private const string Marker = "Halvenbrook-only";

    private static readonly Role[] AllRoles = [.. Enum.GetValues<Role>()];

    // Well formed by themselves, but no principal: encoding, JSON, shape, claims that contradict each other.
    private static readonly string[] Malformed =
    [
        "garbage", "e30", Principals.Encode("[]"), Principals.Encode("{"), Principals.Encode("null"), Principals.Encode("""{"claims":{}}"""),
        Principals.Encode("""{"claims":[{"typ":"roles"}]}"""), Principals.Encode("""{"claims":[{"typ":1,"val":"Admin"}]}"""),
        Principals.Header(("sub", "u"), ("tenant_id", "a"), ("tenant_id", "b"), ("roles", "Admin")),
    ];

    private readonly string _tenant = ConnectionWorld.NewTenant();
    private readonly string _stranger = ConnectionWorld.NewTenant();
    private readonly List<string> _wrong = [];

    [Fact]
    public void Every_route_says_who_may_call_it()
    {
        var routes = Routes().Select(route => RouteRules.Key(route.Key)).ToHashSet();

        Assert.True(routes.IsSubsetOf(RouteRules.All.Keys), $"Add to RouteRules: {string.Join(", ", routes.Except(RouteRules.All.Keys))}");
        Assert.True(routes.IsSupersetOf(RouteRules.All.Keys), $"Remove from RouteRules: {string.Join(", ", RouteRules.All.Keys.Except(routes))}");
    }

    [Fact]
    public async Task Every_route_lets_in_whom_it_should_and_nobody_else()
    {
        using var client = await StartAsync(trusts: true);
        using var distrustful = await StartAsync(trusts: false);
        var values = await FillAsync();

        foreach (var (key, _) in Routes())
        {
            if (RouteRules.Find(key) is not { } rule)
            {
                continue;
            }

            var real = Address(key, values, _tenant);
            var unknown = Address(key, [], _tenant);
            var foreign = Address(key, values, _stranger);
            var isOfTenant = key.Contains("{tenant}", StringComparison.Ordinal);

            foreach (var role in AllRoles)
            {
                // What may be done is done to nothing, or this would be the end of it for the next caller.
                var isIn = rule.IsOpen || Has(role, rule);
                await ExpectAsync(client, key, unknown, Principals.Header(_tenant, role), isIn ? Outcome.In(rule) : [403], $"{role}", mayShow: isIn);
                await ExpectAsync(client, key, real, Principals.Header(_stranger, role), Foreign(rule, isOfTenant, role), $"{role} of another tenant", isWritten: !isIn || role != Role.Service);
                await ExpectAsync(client, key, foreign, Principals.Header(_stranger, role), isIn ? Outcome.In(rule) : [403], $"{role} with another tenant's ids");
            }

            await ExpectAsync(client, key, real, Principals.Header(_tenant), rule.IsOpen ? Outcome.In(rule) : [403], "no role");
            await ExpectAsync(client, key, real, Principals.Header(null, Role.Admin), Foreign(rule, isOfTenant, Role.Admin), "no tenant");
            await ExpectAsync(client, key, real, null, rule.IsOpen ? Outcome.In(rule) : [401], "nobody");
            await ExpectAsync(distrustful, key, real, Principals.Header(_tenant, Role.Service), rule.IsOpen ? Outcome.In(rule) : [401], "forged");
            await ExpectAsync(distrustful, key, real, null, rule.IsOpen ? Outcome.In(rule) : [401], "nobody, untrusted");

            foreach (var principal in Malformed)
            {
                await ExpectAsync(client, key, real, principal, rule.IsOpen ? [401, .. Outcome.In(rule)] : [401], "malformed");
            }
        }

        // Nobody who was refused has changed anything, and the ids were those of things that are there.
        foreach (var key in new[] { "GET tenants/{tenant}/connections/{connectionId}", "GET tenants/{tenant}/documents/{documentId}/markdown", "GET tenants/{tenant}/imports/{importId}" })
        {
            await ExpectAsync(client, key, Address(key, values, _tenant), Principals.Header(_tenant, Role.Reader), [200], "reader at the end", mayShow: true);
        }

        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    // By itself the integrator's role opens nothing.
    private static bool Has(Role role, RouteRule rule) => role != Role.Integrator && role >= rule.Least;

    private static int[] Foreign(RouteRule rule, bool isOfTenant, Role role)
        => rule.IsOpen || (role == Role.Service && rule.Least <= Role.Service) ? Outcome.In(rule) : isOfTenant ? [404] : Has(role, rule) ? Outcome.In(rule) : [403];

    private async Task ExpectAsync(
        HttpClient client, string key, string path, string? principal, int[] expected, string who, bool mayShow = false, bool isWritten = true)
    {
        var method = HttpMethod.Parse(key.Split(' ')[0]);

        if (!isWritten && method != HttpMethod.Get)
        {
            return;
        }

        using var request = new HttpRequestMessage(method, path);
        request.Content = method == HttpMethod.Post || method == HttpMethod.Put || method == HttpMethod.Patch ? JsonContent.Create(new { }) : null;

        if (principal is not null)
        {
            request.Headers.TryAddWithoutValidation(PrincipalReader.HeaderName, principal);
        }

        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();

        if (!expected.Contains((int)response.StatusCode))
        {
            _wrong.Add($"{key} as {who}: {(int)response.StatusCode} instead of {string.Join(" or ", expected)} {body[..Math.Min(200, body.Length)]}");
        }

        // A service may name any tenant; everybody else sees nothing of another one, and nobody who is refused sees anything.
        var isService = principal == Principals.Header(_stranger, Role.Service) || principal == Principals.Header(_tenant, Role.Service);

        if (!mayShow && !(isService && response.IsSuccessStatusCode) && body.Contains(Marker, StringComparison.Ordinal))
        {
            _wrong.Add($"{key} as {who} shows what is another's: {body[..Math.Min(200, body.Length)]}");
        }
    }

    /// <summary>A connection, an import and a document of the tenant, all with the marker in what is shown of them.</summary>
    private async Task<Dictionary<string, string>> FillAsync()
    {
        var connection = (string)(await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "token", token = NotionSync.Emulator.EmulatorOptions.SampleToken, name = Marker }))["id"]!;
        var import = (string)(await world.CallAsync(HttpStatusCode.Accepted, HttpMethod.Post, _tenant, "imports", new { connectionId = connection, items = new[] { new { id = Guid.NewGuid() } } }))["id"]!;
        var draft = new DocumentDraft
        {
            TenantId = _tenant,
            Title = Marker,
            Source = new("page", new NotionId(Guid.NewGuid()), null, connection, null, null, new("workspace", null, null), null, null),
            Markdown = Encoding.UTF8.GetBytes(Marker),
            AccessLevel = AccessLevel.Internal,
            Wish = new(IncludeSubpages: true, ImportAs.Auto),
            FetchedAt = TimeProvider.System.GetUtcNow(),
            WrittenBy = "run",
        };
        await world.Services.GetRequiredService<DocumentWriter>().WriteAsync(draft, default);

        return new() { ["connectionId"] = connection, ["importId"] = import, ["documentId"] = draft.DocumentId, ["name"] = "content.md", ["version"] = "1", ["pageId"] = $"{Guid.NewGuid()}", ["dataSourceId"] = $"{Guid.NewGuid()}" };
    }

    private static string Address(string key, Dictionary<string, string> values, string tenant)
        => Parameter().Replace(key.Split(' ')[1], match => match.Groups["name"].Value is var name && name == "tenant" ? tenant : values.GetValueOrDefault(name, name == "version" ? "7" : "00000000000000000000000000000000"));

    private async Task<HttpClient> StartAsync(bool trusts)
    {
        var address = await world.StartAppAsync(services => services.Configure<AuthOptions>(options =>
        {
            options.TrustPrincipalHeader = trusts;
            options.DevelopmentTenant = trusts ? null : _tenant;
        }));

        return new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(new(address), "/api/") };
    }

    /// <summary>The host's own table: each method of each route that leads to a function.</summary>
    private IEnumerable<(string Key, Endpoint Endpoint)> Routes()
        => from endpoint in world.Endpoints.OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<FunctionDefinition>() is not null
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           where endpoint.RoutePattern.RawText is not "{*path}" // The panel's files, which are the same for everybody.
           select ($"{method} {endpoint.RoutePattern.RawText!["api/".Length..]}", (Endpoint)endpoint);

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
    private static partial Regex Parameter();

    private static class Outcome
    {
        /// <summary>Let in: whatever the route says to an empty request about nothing, but never a failure of the app.</summary>
        public static int[] In(RouteRule rule) => rule.AsksForSignature ? [401] : [200, 201, 202, 204, 302, 400, 404, 409, 410, 412, 415, 422, 428];
    }
}
