using Microsoft.AspNetCore.Http;
using NotionSync.Http;

namespace NotionSync.Tests.Http;

public sealed class PagingTests
{
    [Theory]
    [InlineData("", 50, null)]
    [InlineData("?pageSize=1", 1, null)]
    [InlineData("?pageSize=100&cursor=abc", 100, "abc")]
    [InlineData("?cursor=", 50, null)]
    public void Page_size_and_cursor_are_read(string query, int pageSize, string? cursor)
        => Assert.Equal(new(pageSize, cursor), Paging.Of(RequestWith(query)));

    [Theory]
    [InlineData("?pageSize=0", "invalid_page_size")]
    [InlineData("?pageSize=101", "invalid_page_size")]
    [InlineData("?pageSize=-1", "invalid_page_size")]
    [InlineData("?pageSize=1.5", "invalid_page_size")]
    [InlineData("?pageSize=%201", "invalid_page_size")]
    [InlineData("?pageSize=", "invalid_page_size")]
    [InlineData("?pageSize=99999999999999999999", "invalid_page_size")]
    [InlineData("?pageSize=10&pageSize=20", "invalid_page_size")]
    [InlineData("?cursor=a&cursor=b", "invalid_cursor")]
    public void Anything_else_is_refused(string query, string code)
        => Assert.Equal(code, Assert.Throws<ProblemException>(() => Paging.Of(RequestWith(query))).Code);

    private static HttpRequest RequestWith(string query)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new(query);
        return request;
    }
}
