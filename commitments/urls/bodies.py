from django.urls import URLPattern, path

from commitments.views.bodies import heads, organisations, people, posts

urlpatterns: list[URLPattern] = [
    path("organisations", organisations.organisations, name="organisations"),
    path("organisations/new", organisations.add_organisation, name="organisation-add"),
    path("organisations/<slug:slug>", organisations.organisation, name="organisation"),
    path(
        "organisations/<slug:slug>/change",
        organisations.change_organisation,
        name="organisation-change",
    ),
    path(
        "organisations/<slug:slug>/holidays", organisations.holidays, name="organisation-holidays"
    ),
    path("holidays", organisations.holidays, name="holidays"),
    path("holidays/<int:pk>/remove", organisations.remove_holiday, name="holiday-remove"),
    path("posts", posts.posts, name="posts"),
    path("posts/new", posts.add_post, name="post-add"),
    path("posts/<slug:slug>", posts.post, name="post"),
    path("posts/<slug:slug>/appoint", posts.appoint, name="post-appoint"),
    path("posts/<slug:slug>/hand-over", posts.hand_over, name="post-hand-over"),
    path("posts/<slug:slug>/tenures/<int:pk>/call-off", posts.call_off, name="post-call-off"),
    path("posts/<slug:slug>/head", heads.head, name="post-head"),
    path("posts/<slug:slug>/deputy", posts.set_deputy, name="post-deputy"),
    path("posts/<slug:slug>/deputies/<int:pk>/end", posts.end_deputy, name="post-deputy-end"),
    path("posts/<slug:slug>/close", posts.close_post, name="post-close"),
    path("people", people.people, name="people"),
    path("people/new", people.add_person, name="person-add"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/close", people.close_account, name="person-close"),
    path("people/<int:pk>/reopen", people.reopen_account, name="person-reopen"),
]
