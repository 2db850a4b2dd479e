using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Http;

namespace NotionSync.Tests.Http;

public sealed class PrincipalReaderTests : IDisposable
{
    private readonly AuthOptions _options = new();
    private readonly LogRecorder _log = new();
    private readonly DefaultHttpContext _context = new();

    private string? _platform = "True";

    public PrincipalReaderTests()
    {
        _context.Request.Host = new("trust.example.com");
        _context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.9");
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Tenant_user_and_roles_are_read_from_the_claims()
    {
        var caller = Read(Principals.Header(
            ("tenant_id", "acme"), ("roles", "Reader"), ("roles", "ContentManager"), ("roles", "Gardener"), ("oid", "user-7"), ("sub", "x")));

        Assert.Equal("acme", caller.Tenant);
        Assert.Equal("user-7", caller.UserId);
        Assert.Equal([Role.Reader, Role.ContentManager], caller.Roles.Order());
    }

    [Fact]
    public void Claim_names_follow_the_options()
    {
        (_options.TenantClaim, _options.RoleClaim) = ("org", "groups");

        var caller = Read(Principals.Header(("org", "acme"), ("groups", "Admin"), ("tenant_id", "globex"), ("roles", "Service")));

        Assert.Equal("acme", caller.Tenant);
        Assert.Equal([Role.Admin], caller.Roles);
    }

    [Fact]
    public void Roles_under_the_role_type_of_the_principal_count_too()
        => Assert.True(Read(Principals.Header(("http://schemas.microsoft.com/ws/2008/06/identity/claims/role", "Admin"))).Has(Role.Admin));

    [Theory]
    [InlineData("2")]
    [InlineData("admin")]
    [InlineData("Admin,Service")]
    [InlineData(" Admin")]
    public void Only_the_exact_name_of_a_role_is_one(string role) => Assert.Empty(Read(Principals.Header(("roles", role))).Roles);

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("e30")]
    public void Text_that_is_not_base64_is_refused(string header) => AssertUnauthenticated(header);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("{\"claims\":null}")]
    [InlineData("{\"claims\":{}}")]
    [InlineData("{\"claims\":[null]}")]
    [InlineData("{\"claims\":[\"roles\"]}")]
    [InlineData("{\"claims\":[{\"typ\":\"roles\"}]}")]
    [InlineData("{\"claims\":[{\"typ\":\"roles\",\"val\":null}]}")]
    [InlineData("{\"claims\":[{\"typ\":1,\"val\":\"Admin\"}]}")]
    [InlineData("{\"claims\":[{\"typ\":\"roles\",\"val\":[\"Admin\"]}]}")]
    [InlineData("{\"claims\":[{\"typ\":\"roles\",\"val\":\"\\ud800\"}]}")]
    [InlineData("{\"claims\":[],\"claims\":[{\"typ\":\"roles\",\"val\":\"Admin\"}]}")]
    [InlineData("{\"claims\":[]} {}")]
    [InlineData("{\"claims\":[")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]")]
    public void A_principal_of_another_shape_is_refused(string json) => AssertUnauthenticated(Principals.Encode(json));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
        => AssertUnauthenticated(Convert.ToBase64String([.. "{\"claims\":[{\"typ\":\"roles\",\"val\":\""u8, 0xff, 0xfe, .. "\"}]}"u8]));

    [Fact]
    public void A_principal_of_two_tenants_is_refused()
        => AssertUnauthenticated(Principals.Header(("tenant_id", "acme"), ("tenant_id", "globex"), ("roles", "Admin")));

    [Fact]
    public void An_oversized_header_is_refused()
        => AssertUnauthenticated(Principals.Header(("tenant_id", "acme"), ("name", new string('x', 40_000))));

    [Fact]
    public void Two_headers_are_refused()
    {
        var header = Principals.Header("acme", Role.Admin);
        _context.Request.Headers.Append(PrincipalReader.HeaderName, header);
        _context.Request.Headers.Append(PrincipalReader.HeaderName, header);

        Assert.Throws<ProblemException>(() => Reader().Read(_context.Request));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("False")]
    [InlineData("1")]
    public void Without_the_platform_s_word_nobody_is_believed(string? platform)
    {
        _platform = platform;
        AssertUnauthenticated(Principals.Header("acme", Role.Admin));
    }

    [Fact]
    public void Without_the_platform_s_word_even_this_machine_is_not_believed()
    {
        // Behind the Functions host every request comes from this machine.
        _platform = null;
        _context.Connection.RemoteIpAddress = IPAddress.Loopback;

        AssertUnauthenticated(Principals.Header("acme", Role.Admin));
    }

    [Fact]
    public async Task A_warning_at_the_start_says_that_nobody_is_believed()
    {
        _platform = null;
        await Trust().StartAsync(default);

        Assert.Equal(LogLevel.Warning, Assert.Single(_log.Lines).Level);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("203.0.113.9", false)]
    public void The_local_host_believes_this_machine_only(string address, bool believed)
    {
        BeLocalHost();
        _context.Connection.RemoteIpAddress = IPAddress.Parse(address);

        if (believed)
        {
            Assert.Equal("acme", Read(Principals.Header("acme", Role.Reader)).Tenant);
        }
        else
        {
            AssertUnauthenticated(Principals.Header("acme", Role.Reader));
        }
    }

    [Fact]
    public void On_the_local_host_a_request_without_a_principal_is_the_development_admin()
    {
        BeLocalHost();

        var caller = Reader().Read(_context.Request);

        Assert.Equal("demo", caller.Tenant);
        Assert.True(caller.Has(Role.Admin));
        Assert.False(caller.IsService);
    }

    [Theory]
    [InlineData("attacker.example.com", null)]
    [InlineData("localhost", "https://attacker.example.com")]
    [InlineData("localhost", "null")]
    [InlineData("127.0.0.1.example.com", null)]
    public void A_foreign_web_page_does_not_become_the_development_admin(string host, string? origin)
    {
        BeLocalHost();
        _context.Request.Host = new(host, 7071);

        if (origin is not null)
        {
            _context.Request.Headers.Origin = origin;
        }

        Assert.Throws<ProblemException>(() => Reader().Read(_context.Request));
    }

    [Fact]
    public void The_panel_on_this_machine_is_the_development_admin()
    {
        BeLocalHost();
        _context.Request.Headers.Origin = "http://localhost:5173";

        Assert.Equal("demo", Reader().Read(_context.Request).Tenant);
    }

    [Fact]
    public void There_is_no_development_admin_where_the_platform_authenticates()
    {
        BeLocalHost();
        _platform = "true";

        Assert.Throws<ProblemException>(() => Reader().Read(_context.Request));
    }

    [Theory]
    [InlineData(Role.Reader, true, false, false, false)]
    [InlineData(Role.ContentManager, true, true, false, false)]
    [InlineData(Role.Admin, true, true, true, false)]
    [InlineData(Role.Service, true, true, true, true)]
    public void Each_role_includes_the_smaller_ones(Role own, bool reader, bool manager, bool admin, bool service)
    {
        var caller = new Caller("acme", "user-1", new HashSet<Role> { own });

        Assert.Equal(
            [reader, manager, admin, service],
            [caller.Has(Role.Reader), caller.Has(Role.ContentManager), caller.Has(Role.Admin), caller.Has(Role.Service)]);
    }

    private void BeLocalHost()
    {
        _platform = null;
        _options.TrustPrincipalHeader = true;
        _context.Connection.RemoteIpAddress = IPAddress.Loopback;
        _context.Request.Host = new("127.0.0.1", 7071);
    }

    private PrincipalTrust Trust()
        => new(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("WEBSITE_AUTH_ENABLED", _platform)]).Build(),
            Options.Create(_options),
            new Logger<PrincipalTrust>(LoggerFactory.Create(logging => logging.AddProvider(_log))));

    private PrincipalReader Reader() => new(Trust(), Options.Create(_options));

    private Caller Read(string header)
    {
        _context.Request.Headers[PrincipalReader.HeaderName] = header;
        return Reader().Read(_context.Request);
    }

    private void AssertUnauthenticated(string header)
        => Assert.Equal(ProblemKind.Unauthenticated, Assert.Throws<ProblemException>(() => Read(header)).Kind);
}
