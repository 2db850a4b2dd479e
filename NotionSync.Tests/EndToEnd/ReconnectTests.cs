using System.Net;
using System.Net.Http.Json;
using NotionSync.Tests.Connections;

namespace NotionSync.Tests.EndToEnd;

/// <summary>What becomes of the documents when a workspace is disconnected, and connected again.</summary>
public sealed class ReconnectTests
{
    [Fact]
    public async Task The_same_integration_goes_on_with_the_documents_that_it_left()
    {
        await using var deployment = await Deployment.StartAsync(world: "sample");
        var connection = await deployment.ConnectAsync();
        var root = (await deployment.RootsAsync(connection))[0];
        await deployment.WaitAsync(await deployment.StartImportAsync(connection, root));
        var id = (await deployment.DocumentsAsync())[0].GetProperty("id").GetString();

        using var read = await deployment.Api.GetAsync(new Uri($"tenants/demo/documents/{id}", UriKind.Relative));
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"tenants/demo/documents/{id}")
        {
            Content = JsonContent.Create(new { accessLevel = "public" }),
            Headers = { IfMatch = { read.Headers.ETag! } },
        };
        using var changed = await deployment.Api.SendAsync(change);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var before = await StateAsync(deployment);

        using var ended = await deployment.Api.DeleteAsync(new Uri($"tenants/demo/connections/{connection}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await ConnectionWorld.EventuallyAsync(deployment.DocumentsAsync, documents => documents.All(document => document.GetProperty("status").GetString() == "disconnected"));
        var again = await ConnectionWorld.EventuallyAsync(() => ConnectAgainAsync(deployment, connection), id => id == connection);
        await deployment.WaitAsync(await deployment.StartImportAsync(again, root));

        Assert.Contains(before, state => state.EndsWith("public 1 current", StringComparison.Ordinal));
        Assert.Equal(before, await StateAsync(deployment));
    }

    private static async Task<IEnumerable<string>> StateAsync(Deployment deployment)
        => (await deployment.DocumentsAsync()).Select(document => string.Join(' ', new[] { "id", "accessLevel", "version", "status" }.Select(name => document.GetProperty(name))));

    // While what is left of the last one is cleared away, a new one has an id of its own.
    private static async Task<string> ConnectAgainAsync(Deployment deployment, string last)
    {
        var connection = await deployment.ConnectAsync();

        if (connection != last)
        {
            using var ended = await deployment.Api.DeleteAsync(new Uri($"tenants/demo/connections/{connection}", UriKind.Relative));
        }

        return connection;
    }
}
