using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

public sealed class ReadOnlyGuardHandlerTests
{
    private const string Id = "11111111-2222-3333-4444-555555555555";

    [Theory]
    [InlineData("GET", "/v1/pages/" + Id)]
    [InlineData("GET", "/proxy/v1/blocks/" + Id + "/children?page_size=100")]
    [InlineData("POST", "/v1/search")]
    [InlineData("POST", "/proxy/v1/search")]
    [InlineData("POST", "/v1/data_sources/" + Id + "/query")]
    [InlineData("POST", "/v1/data_sources/11111111222233334444555555555555/query?filter_properties=title")]
    [InlineData("POST", "/proxy/v1/data_sources/" + Id + "/query")]
    [InlineData("POST", "/v1/pages/../search")]
    public void Reads_pass(string method, string path) => Assert.True(ReadOnlyGuardHandler.Allows(Request(method, path)));

    [Theory]
    [InlineData("POST", "/v1/pages")]
    [InlineData("POST", "/v1/search/../pages")]
    [InlineData("POST", "/v1/search/%2e%2e/pages")]
    [InlineData("POST", "/v1/search%2f..%2fpages")]
    [InlineData("POST", "/v1/search%2f%2e%2e%2fpages")]
    [InlineData("POST", "/v1/search%252f%252e%252e%252fpages")]
    [InlineData("POST", "/v1/search/")]
    [InlineData("POST", "//v1/search")]
    [InlineData("POST", "/V1/Search")]
    [InlineData("POST", "/v1/search;x=/pages")]
    [InlineData("POST", "/v1/pages?x=/v1/search")]
    [InlineData("POST", "/v1/search%0a")]
    [InlineData("POST", "/proxy/proxy/v1/search")]
    [InlineData("POST", "/other/v1/search")]
    [InlineData("POST", "/v1/data_sources/" + Id)]
    [InlineData("POST", "/v1/data_sources")]
    [InlineData("POST", "/v1/data_sources/../pages/" + Id + "/query")]
    [InlineData("POST", "/v1/data_sources/" + Id + "%2f..%2f..%2fpages%2fquery")]
    [InlineData("POST", "/v1/data_sources/query")]
    [InlineData("POST", "/v1/databases/" + Id + "/query")]
    [InlineData("POST", "/v1/comments")]
    [InlineData("POST", "/v1/file_uploads")]
    [InlineData("POST", "/v1/oauth/token")]
    [InlineData("PATCH", "/v1/search")]
    [InlineData("PATCH", "/v1/pages/" + Id)]
    [InlineData("PUT", "/v1/search")]
    [InlineData("DELETE", "/v1/blocks/" + Id)]
    [InlineData("HEAD", "/v1/pages/" + Id)]
    [InlineData("OPTIONS", "/v1/search")]
    [InlineData("SEARCH", "/v1/search")]
    [InlineData("post", "/v1/pages")]
    public void Everything_else_is_refused(string method, string path) => Assert.False(ReadOnlyGuardHandler.Allows(Request(method, path)));

    [Fact]
    public void Addresses_that_were_kept_from_being_normalised_are_refused()
    {
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri("https://notion.example.com/v1/search/../pages", options);

        Assert.False(ReadOnlyGuardHandler.Allows(new(HttpMethod.Post, address)));
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("x-http-method")]
    [InlineData("X-Method-Override")]
    public void A_read_that_asks_to_be_taken_for_another_method_is_refused(string header)
    {
        using var request = Request("GET", "/v1/pages/" + Id);
        request.Headers.Add(header, "DELETE");

        Assert.False(ReadOnlyGuardHandler.Allows(request));
    }

    [Fact]
    public async Task What_is_refused_does_not_reach_the_network()
    {
        using var client = new HttpClient(new ReadOnlyGuardHandler { InnerHandler = new Unreachable() });

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.DeleteAsync("https://notion.example.com/v1/blocks/" + Id));
        Assert.Throws<InvalidOperationException>(() => client.Send(Request("PATCH", "/v1/pages/" + Id)));
    }

    [Fact]
    public void The_client_has_no_call_that_writes()
        => Assert.All(
            typeof(NotionClient).GetMethods().Where(method => method.DeclaringType == typeof(NotionClient) && !method.IsSpecialName),
            method => Assert.Matches("^(Get|List|Search|Query)", method.Name));

    private static HttpRequestMessage Request(string method, string path) => new(new HttpMethod(method), "https://notion.example.com" + path);

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
            => throw new InvalidOperationException("It got through.");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => throw new NotSupportedException("It got through.");
    }
}
