using Microsoft.AspNetCore.Builder;

namespace NotionSync.Benchmarks.Hosts;

/// <summary>What <c>dotnet new web</c> makes: the least that an ASP.NET app can be.</summary>
internal static class EmptyApp
{
    public const string Name = "empty-app";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var app = WebApplication.CreateBuilder(arguments).Build();
        app.MapGet("/", () => "Hello World!");
        await app.RunAsync();
        return 0;
    }
}
