"""What browsers send, checked for its form; whether it makes sense is for the desk to say."""

from django import forms


class OpenForm(forms.Form):
    """`token` was made when the form was shown: a double tap, or a retry after a time-out, is one complaint."""

    token = forms.CharField(min_length=8, max_length=60)
    text = forms.CharField(strip=False)
    category = forms.CharField(required=False)
    wanted = forms.CharField(required=False)
    name = forms.CharField(required=False)
    phone = forms.CharField(required=False)
    elderly = forms.BooleanField(required=False)


class AssessForm(forms.Form):
    """`version` is the one that was on the screen."""

    token = forms.CharField(min_length=8, max_length=60)
    version = forms.IntegerField(min_value=1)
    severity = forms.CharField()
    approach = forms.CharField()


class SettleForm(forms.Form):
    """Put right at the counter; `coupon` is its value."""

    token = forms.CharField(min_length=8, max_length=60)
    version = forms.IntegerField(min_value=1)
    facts = forms.CharField()
    coupon = forms.DecimalField(required=False, max_digits=8, decimal_places=2, min_value=0)


class PlanForm(forms.Form):
    """The customer's answer to the plan they were shown."""

    plan = forms.CharField()
    answer = forms.ChoiceField(choices=[("yes", "同意"), ("no", "不同意")])
    remark = forms.CharField(required=False)


class SurveyForm(forms.Form):
    """Two scores."""

    outcome = forms.IntegerField(min_value=1, max_value=5)
    process = forms.IntegerField(min_value=1, max_value=5)
    remark = forms.CharField(required=False)


class SayForm(forms.Form):
    """A word more."""

    text = forms.CharField(strip=False)
