using Microsoft.Extensions.Configuration;
using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

public sealed class NotionOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(Validate(new()));

    [Theory]
    [InlineData("https://api.example.com", true)]
    [InlineData("http://127.0.0.1:5005", true)]
    [InlineData("http://localhost:5005/", true)]
    [InlineData("http://api.example.com", false)]
    [InlineData("https://api.example.com/v1", false)]
    [InlineData("https://user:secret@api.example.com", false)]
    [InlineData("ftp://api.example.com", false)]
    [InlineData("/v1", false)]
    public void A_token_does_not_travel_in_the_clear(string address, bool valid)
        => Assert.Equal(valid, Validate(new() { BaseUrl = new(address, UriKind.RelativeOrAbsolute) }));

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.False(Validate(new() { RequestsPerMinute = -1 }));
        Assert.False(Validate(new() { WindowSeconds = 0 }));
        Assert.False(Validate(new() { WindowSeconds = double.NaN }));
        Assert.False(Validate(new() { TimeoutSeconds = 0 }));
        Assert.False(Validate(new() { MaxResponseBytes = 5 }));
        Assert.False(Validate(new() { ApiVersion = "latest" }));
    }

    [Theory]
    [InlineData("600", 600)]
    [InlineData("0", 0)]
    [InlineData("auto", null)]
    [InlineData("Auto", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_allowance_is_a_number_or_learned(string? setting, int? requests)
        => Assert.Equal(requests, Bind(setting).RequestsPerMinute.Requests);

    [Fact]
    public void An_allowance_that_is_neither_is_refused_by_name()
        => Assert.Contains("Notion__RequestsPerMinute", Assert.ThrowsAny<Exception>(() => Bind("many")).ToString(), StringComparison.Ordinal);

    private static NotionOptions Bind(string? setting)
        => new ConfigurationBuilder().AddInMemoryCollection([new("Notion:RequestsPerMinute", setting)]).Build().GetSection("Notion").Get<NotionOptions>() ?? new();

    [Fact]
    public void Credentials_show_no_secret()
        => Assert.DoesNotContain("ntn_secret", NotionCredentials.ForToken(new("https://api.example.com"), "ntn_secret", "c").ToString(), StringComparison.Ordinal);

    private static bool Validate(NotionOptions options) => new NotionOptionsValidator().Validate(null, options).Succeeded;
}
